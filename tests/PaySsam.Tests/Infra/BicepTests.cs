using System.Text.Json;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Infra;

/// <summary>What the Bicep CLI itself checks, and that the template explains itself.</summary>
public class BicepTests
{
    [Fact]
    public async Task Every_file_lints_without_a_diagnostic() =>
        Assert.Equal((0, "", ""), await BicepCli.RunAsync("lint", "--pattern", BicepCli.Infra("**", "*.bicep*")));

    [Fact]
    public async Task Every_file_is_formatted()
    {
        using var folder = new TemporaryFolder();
        var files = Directory.EnumerateFiles(BicepCli.Infra(), "*.bicep*", SearchOption.AllDirectories).ToList();
        foreach (var file in files)
            File.Copy(file, Directory.CreateDirectory(Path.Combine(folder.Path, Folder(file))) + "/" + Path.GetFileName(file));

        Assert.Equal(0, (await BicepCli.RunAsync("format", "--pattern", Path.Combine(folder.Path, "**", "*.bicep*"))).ExitCode);

        Assert.All(
            files,
            file => Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(folder.Path, Folder(file), Path.GetFileName(file))))
        );
    }

    [Fact]
    public async Task The_parameters_of_azd_and_az_fit_and_hold_no_key_unless_one_is_given()
    {
        var (exitCode, output, errors) = await BicepCli.RunAsync("build-params", BicepCli.Infra("main.bicepparam"), "--stdout");

        Assert.Equal((0, ""), (exitCode, errors));
        using var built = JsonDocument.Parse(output);
        using var parameters = JsonDocument.Parse(built.RootElement.GetProperty("parametersJson").GetString()!);
        Assert.All(
            ["callbackKey", "secondCallbackKey", "urlToken", "secondUrlToken"],
            name =>
                Assert.Equal(
                    JsonValueKind.Null,
                    parameters.RootElement.GetProperty("parameters").GetProperty(name).GetProperty("value").ValueKind
                )
        );
    }

    [Theory]
    [InlineData("default")]
    [InlineData("locked-down")]
    public async Task What_would_be_deployed_is_what_was_reviewed(string parameters)
    {
        var (exitCode, output, errors) = await BicepCli.RunAsync(
            "snapshot",
            "--mode",
            "validate",
            BicepCli.Infra("snapshots", $"{parameters}.bicepparam")
        );

        Assert.True(
            exitCode == 0,
            $"Look at the change, and if it is meant: bicep snapshot infra/snapshots/{parameters}.bicepparam\n{output}{errors}"
        );
    }

    [Fact]
    public async Task Every_parameter_and_every_output_is_described()
    {
        var template = await ArmTemplate.MainAsync();

        Assert.All(
            template.All.SelectMany(module => module.Parameters.Concat(module.Outputs)),
            named =>
                Assert.True(
                    named.Value.TryGetProperty("metadata", out var about)
                        && about.GetProperty("description").GetString() is { Length: > 0 },
                    $"{named.Name} has no @description."
                )
        );
    }

    [Fact]
    public async Task Every_text_and_every_number_that_is_asked_for_has_its_limits()
    {
        var template = await ArmTemplate.MainAsync();

        Assert.All(
            template.Parameters.Where(parameter => parameter.Value.GetProperty("type").GetString() is not "bool"),
            parameter =>
                Assert.True(
                    new[] { "allowedValues", "minLength", "maxLength", "minValue" }.Any(limit =>
                        parameter.Value.TryGetProperty(limit, out _)
                    ),
                    $"{parameter.Name} has no limit."
                )
        );
    }

    private static string Folder(string file) => Path.GetRelativePath(BicepCli.Infra(), Path.GetDirectoryName(file)!);
}
