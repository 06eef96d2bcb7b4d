using System.Diagnostics;
using System.Text;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>A browser without a window, where the machine has one.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Where it is; null where there is none.</summary>
    public static string? Program { get; } = Places().FirstOrDefault(File.Exists);

    /// <summary>The page as the browser understood it.</summary>
    public static Task<string> DumpAsync(string page) => RunAsync(page, "--dump-dom");

    /// <summary>A PNG.</summary>
    public static async Task<byte[]> ScreenshotAsync(string page)
    {
        await RunAsync(page, $"--screenshot={page}.png", "--window-size=900,1400");
        return await File.ReadAllBytesAsync($"{page}.png");
    }

    /// <summary>A PDF.</summary>
    public static async Task<byte[]> PrintAsync(string page)
    {
        await RunAsync(page, $"--print-to-pdf={page}.pdf");
        return await File.ReadAllBytesAsync($"{page}.pdf");
    }

    private static async Task<string> RunAsync(string page, params string[] arguments)
    {
        using var profile = new TemporaryFolder();
        using var browser = Process.Start(
            new ProcessStartInfo(
                Program!,
                [
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    $"--user-data-dir={profile.Path}",
                    .. arguments,
                    new Uri(page).AbsoluteUri,
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            }
        )!;
        try
        {
            var errors = browser.StandardError.ReadToEndAsync();
            var output = await browser.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await browser.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(browser.ExitCode == 0, await errors);
            return output;
        }
        finally
        {
            if (!browser.HasExited)
                browser.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<string> Places() =>
        OperatingSystem.IsWindows()
            ? new[] { Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86 }.SelectMany(folder =>
                new[] { @"Google\Chrome\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe" }.Select(program =>
                    Path.Combine(Environment.GetFolderPath(folder), program)
                )
            )
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(folder =>
                    new[] { "chromium", "chromium-browser", "google-chrome" }.Select(program => Path.Combine(folder, program))
                );
}
