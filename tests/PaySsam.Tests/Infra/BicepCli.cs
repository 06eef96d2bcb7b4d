using System.Diagnostics;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Infra;

/// <summary>The Bicep CLI, from NuGet.</summary>
internal static class BicepCli
{
    private static readonly string Project = Infra("bicep.csproj");
    private static readonly Lazy<Task<string?>> Path = new(FindAsync);

    /// <summary>A file of the folder infra.</summary>
    public static string Infra(params string[] path) => System.IO.Path.Combine([Repository.Root, "infra", .. path]);

    /// <summary>Skips the test where NuGet has no Bicep for this machine; fails it on a CI of Linux, where NuGet has.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var path = await Path.Value;
        if (Environment.GetEnvironmentVariable("CI") == "true" && OperatingSystem.IsLinux())
            Assert.NotNull(path);
        Assert.SkipWhen(path is null, "The Bicep CLI for this machine is not to be had from this NuGet source.");
        return await StartAsync(path, arguments);
    }

    private static async Task<string?> FindAsync()
    {
        if ((await StartAsync("dotnet", "restore", Project)).ExitCode != 0)
            return null;
        return (await StartAsync("dotnet", "msbuild", Project, "-getProperty:Bicep")).Output.Trim();
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("PAYSSAM_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        (start.Environment["AZURE_ENV_NAME"], start.Environment["PAYSSAM_ALERT_EMAIL"]) = ("test", "operator@example.com");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }
}
