using System.Diagnostics;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Functions;

/// <summary>The Functions app under Core Tools, where they are at hand; the scenarios run it without them.</summary>
public class FunctionsAppTests(TestBed bed)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(5);
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task A_callback_goes_the_whole_way_under_Core_Tools()
    {
        var func = FindOnPath(OperatingSystem.IsWindows() ? "func.cmd" : "func");
        Assert.SkipWhen(func is null, "Azure Functions Core Tools (func) are not on the PATH.");
        var port = FreePorts.Next();
        using var process = Start(func, port);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            await WaitUntilHealthyAsync(http, process);

            Assert.Equal(401, (await http.PostAsync(Some.Json(_bill, ("apikey", "not-the-live-key")))).Status);
            Assert.Equal((200, """{"code":"0000","msg":"성공하였습니다."}"""), await http.PostAsync(Some.Json(_bill)));
            await http.PostAsync(Some.Json(_bill, ("appr_state", "C")));

            Assert.Equal("C", (await http.WaitForPaymentAsync(_bill, payment => payment.History() == 2)).State());
            Assert.Contains(_bill, await http.GetStringAsync($"api/payments/{_bill}"), StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static readonly string Project = Path.Combine(PaySsam.LocalHost.Repository.Root, "src", "PaySsam.Functions");

    private Process Start(string func, int port)
    {
        var start = new ProcessStartInfo(func, ["start", "--port", $"{port}"]) { WorkingDirectory = Project };
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["AzureWebJobsStorage"] = bed.ConnectionString;
        start.Environment["PaySsamStorage"] = bed.ConnectionString;
        start.Environment["PaySsam__ApiKeys__0"] = Some.ApiKey;
        return Process.Start(start)!;
    }

    private static async Task WaitUntilHealthyAsync(HttpClient http, Process process)
    {
        for (var deadline = DateTime.UtcNow + StartTime; DateTime.UtcNow < deadline; await Task.Delay(500))
        {
            Assert.False(process.HasExited, "func start ended.");
            try
            {
                if ((await http.GetAsync("api/health")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        Assert.Fail("func start did not become healthy.");
    }

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
