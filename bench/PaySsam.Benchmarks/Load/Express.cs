using System.Diagnostics;
using PaySsam.LocalHost;

namespace PaySsam.Benchmarks.Load;

internal static class Express
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "bench", "PaySsam.Benchmarks", "express");

    public static async Task InstallAsync()
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        using var process = Process.Start(new ProcessStartInfo(npm, arguments) { WorkingDirectory = Folder })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("Express could not be installed.");
    }
}
