using System.Text.Json;

namespace PaySsam.Tests.Infra;

/// <summary>What the Bicep CLI itself checks, and that the template explains itself.</summary>
public class BicepTests
{
    [Fact]
    public async Task The_template_lints_without_a_diagnostic() =>
        Assert.Equal((0, "", ""), await BicepCli.RunAsync("lint", BicepCli.Infra("main.bicep")));

    [Fact]
    public async Task Every_file_is_formatted()
    {
        foreach (var file in Directory.EnumerateFiles(BicepCli.Infra(), "*.bicep*", SearchOption.AllDirectories).Where(IsBicep))
            Assert.Equal(await File.ReadAllTextAsync(file), (await BicepCli.RunAsync("format", file, "--stdout")).Output);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("locked-down")]
    public async Task What_would_be_deployed_is_what_was_reviewed(string parameters)
    {
        var (exitCode, output, errors) = await BicepCli.RunAsync("snapshot", "--mode", "validate", BicepCli.Infra("snapshots", $"{parameters}.bicepparam"));

        Assert.True(exitCode == 0, $"Look at the change, and if it is meant: bicep snapshot infra/snapshots/{parameters}.bicepparam\n{output}{errors}");
    }

    [Fact]
    public async Task Every_parameter_and_every_output_is_described()
    {
        var template = await ArmTemplate.MainAsync();

        Assert.All(template.All.SelectMany(module => module.Parameters.Concat(module.Outputs)), named => Assert.True(
            named.Value.TryGetProperty("metadata", out var about) && about.GetProperty("description").GetString() is { Length: > 0 }, $"{named.Name} has no @description."));
    }

    [Fact]
    public async Task Every_text_and_every_number_that_is_asked_for_has_its_limits()
    {
        var template = await ArmTemplate.MainAsync();

        Assert.All(template.Parameters.Where(parameter => parameter.Value.GetProperty("type").GetString() is not "bool"), parameter => Assert.True(
            new[] { "allowedValues", "minLength", "maxLength", "minValue" }.Any(limit => parameter.Value.TryGetProperty(limit, out _)), $"{parameter.Name} has no limit."));
    }

    private static bool IsBicep(string file) => Path.GetExtension(file) is ".bicep" or ".bicepparam";
}
