using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>A graceful stop under load. (What a bad setting does to the start stands in StartTests.)</summary>
public class ShutdownTests(TestBed bed)
{
    private const int Stops = 5;
    private const int Senders = 16;

    [Fact]
    public async Task A_graceful_stop_answers_or_refuses_every_request_and_loses_nothing_acknowledged()
    {
        var (acknowledged, refused, cutOff) = (new List<string>(), 0, new List<string>());
        for (var stop = 0; stop < Stops; stop++)
        {
            await using var host = await LocalHostProcess.StartAsync(bed.ConnectionString);
            var senders = Enumerable.Range(0, Senders).Select(_ => SendUntilRefusedAsync(host.Http)).ToList();
            await Task.Delay(300 + 100 * stop);
            Assert.Equal(0, await host.StopAsync());
            foreach (var (bills, last, end) in await Task.WhenAll(senders))
            {
                acknowledged.AddRange(bills);
                if (end is HttpRequestError.ConnectionError)
                    refused++;
                else
                    cutOff.Add(last);
            }

            Assert.DoesNotContain("nhandled", host.Output, StringComparison.Ordinal);
        }

        foreach (var bill in acknowledged)
            Assert.Equal(1, (await bed.Http.WaitForPaymentAsync(bill)).History());
        Assert.NotEmpty(acknowledged);
        var taken = (await Task.WhenAll(cutOff.Select(bed.Http.FindPaymentAsync))).Count(payment => payment is not null);
        Report.Line($"Graceful stops: {Stops} under {Senders} senders, {acknowledged.Count} acknowledged, {refused} refused, {cutOff.Count} cut off without an answer (of which {taken} had been stored all the same): 0 missing, 0 left hanging");
    }

    /// <summary>The bills that were acknowledged until one was refused, or cut off; a request left hanging would never return.</summary>
    private static async Task<(List<string> Acknowledged, string Last, HttpRequestError End)> SendUntilRefusedAsync(HttpClient http)
    {
        var acknowledged = new List<string>();
        while (true)
        {
            var bill = Some.BillId();
            try
            {
                if ((await http.PostAsync(Some.Json(bill))).Status == 200)
                    acknowledged.Add(bill);
            }
            catch (HttpRequestException fault)
            {
                return (acknowledged, bill, fault.HttpRequestError);
            }
        }
    }
}
