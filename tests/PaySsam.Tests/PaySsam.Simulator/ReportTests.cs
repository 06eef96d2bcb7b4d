using System.Text.RegularExpressions;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>The page that is attached to a request for certification.</summary>
public sealed partial class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Report => Path.Combine(_folder.Path, "report.html");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_browser_shows_every_check_in_both_languages()
    {
        Assert.SkipWhen(Chromium.Program is null, "Neither Chromium nor Chrome is to be found.");
        await CertifyAsync((request, right) => right(request));

        var page = await Chromium.DumpAsync(Report);
        Assert.Equal(27 + 11, Row().Count(page));
        Assert.Contains("모두 통과했습니다: 27", page, StringComparison.Ordinal);
        Assert.Contains("All passed: 27", page, StringComparison.Ordinal);
        Assert.Contains("성공 응답이 정확한 형식이다", page, StringComparison.Ordinal);
        Assert.Contains("The success reply has the exact form", page, StringComparison.Ordinal);
        Assert.Contains("현장에서 확인된 형태", page, StringComparison.Ordinal);
        Assert.Contains("Seen in the field", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_draws_and_prints_it()
    {
        Assert.SkipWhen(Chromium.Program is null, "Neither Chromium nor Chrome is to be found.");
        await CertifyAsync((request, right) => right(request) is { Succeeds: true } ? TestReply.Success.Saying("<h1>") : TestReply.Refusal);
        var blank = Path.Combine(_folder.Path, "blank.html");
        await File.WriteAllTextAsync(blank, "<!DOCTYPE html>");

        Assert.True((await Chromium.ScreenshotAsync(Report)).Length > 4 * (await Chromium.ScreenshotAsync(blank)).Length);
        Assert.True((await Chromium.PrintAsync(Report)).Length > 4 * (await Chromium.PrintAsync(blank)).Length);
    }

    [Fact]
    public async Task A_page_needs_nothing_but_itself()
    {
        await CertifyAsync((request, right) => right(request));

        Assert.DoesNotMatch("(?i)<script|<link|<img|src=|@import|url\\(|javascript:", await File.ReadAllTextAsync(Report));
    }

    [Fact]
    public async Task A_page_names_the_versions_that_were_certified()
    {
        await CertifyAsync((request, right) => right(request), "--api", "both");
        var both = await File.ReadAllTextAsync(Report);
        await CertifyAsync((request, right) => right(request), "--api", "v2");
        var v2 = await File.ReadAllTextAsync(Report);

        Assert.All(
            ["API v1</th>", "API v2</th>", "id=\"v1-repeat\"", "id=\"v2-repeat\""],
            text => Assert.Contains(text, both, StringComparison.Ordinal)
        );
        Assert.Contains("API v2</th>", v2, StringComparison.Ordinal);
        Assert.DoesNotContain("API v1</th>", v2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_receiver_says_is_quoted_escaped()
    {
        await CertifyAsync((_, _) => TestReply.Success.Saying("""{"code":"0000","msg":"<script>alert(1)</script>"}"""));

        var page = await File.ReadAllTextAsync(Report);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_keys_nor_card_numbers_reach_it()
    {
        var key = Some.ApiKey;
        var calls = 0;
        await CertifyAsync(
            (request, right) =>
                (calls++ % 3) switch
                {
                    0 => TestReply.Success.Saying($$"""{"code":"0000","msg":"{{key}} a-secret-of-the-query"}"""),
                    1 => TestReply.Success.Saying($$"""{"code":"{{key}}","{{key}}":"a-secret-of-the-query"}"""),
                    _ => right(request) with { Body = request },
                }
        );

        var page = await File.ReadAllTextAsync(Report);
        Assert.DoesNotContain(key, page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("a-secret-of-the-query", page, StringComparison.Ordinal);
        Assert.DoesNotContain("123456***", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, ["--report", _folder.Path, .. SimulatorRun.Patient]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The report could not be written", run.Errors, StringComparison.Ordinal);
        Assert.Contains("All passed", run.Output, StringComparison.Ordinal);
    }

    private async Task CertifyAsync(Func<byte[], Func<byte[], TestReply>, TestReply> answer, params string[] arguments)
    {
        await using var receiver = await TestReceiver.StartAsync(answer);
        var url = new Uri($"{receiver.Callback}?code=a-secret-of-the-query");
        await SimulatorRun.RunAsync("certify", url, ["--report", Report, .. arguments, .. SimulatorRun.Patient]);
    }

    [GeneratedRegex("<tr id=")]
    private static partial Regex Row();
}
