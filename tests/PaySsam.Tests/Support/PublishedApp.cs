using System.Diagnostics;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Support;

/// <summary>
/// The Functions app as it is deployed: published by the first test that asks, or the folder that <c>PAYSSAM_TEST_APP</c> names.
/// </summary>
internal static class PublishedApp
{
    private static readonly Lazy<Task<string>> Published = new(() =>
        Environment.GetEnvironmentVariable("PAYSSAM_TEST_APP") is { Length: > 0 } folder
            ? Task.FromResult(Path.GetFullPath(folder, Repository.Root))
            : PublishAsync()
    );

    public static Task<string> FolderAsync() => Published.Value;

    private static async Task<string> PublishAsync()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "functions-tested");
        string[] publishing = ["publish", Path.Combine(Repository.Root, "src", "PaySsam.Functions"), "-c", "Release", "-o", folder];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", publishing) { RedirectStandardOutput = true })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException(output);
    }
}
