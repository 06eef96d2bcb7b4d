using System.Net.Sockets;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>A graceful stop under load. (What a bad setting does to the start stands in StartTests.)</summary>
public abstract class ShutdownTests(ProductBed bed)
{
    private const int Stops = 5;
    private const int Senders = 16;

    [Fact]
    public async Task A_graceful_stop_answers_or_refuses_every_request_and_loses_nothing()
    {
        var (acknowledged, refused, unreachable) = (new List<string>(), 0, 0);
        await using var azurite = await OwnAzurite.StartAsync();
        for (var stop = 0; stop < Stops; stop++)
        {
            // What is received as the host stops comes again after the hold.
            await using var host = await ProductProcess.StartAsync(bed.Product, azurite.ConnectionString, "--hold", "00:00:10");
            var senders = Enumerable.Range(0, Senders).Select(_ => SendUntilRefusedAsync(host.Http, bed.Product)).ToList();
            await Task.Delay(300 + 100 * stop);
            Assert.Equal(0, await host.StopAsync());
            foreach (var (bills, answer) in await Task.WhenAll(senders))
            {
                acknowledged.AddRange(bills);
                refused += answer == 503 ? 1 : 0;
                unreachable += answer is null ? 1 : 0;
            }

            Assert.DoesNotContain("nhandled", host.Output, StringComparison.Ordinal);
        }

        await using var last = await ProductProcess.StartAsync(bed.Product, azurite.ConnectionString, "--hold", "00:00:10");
        foreach (var bill in acknowledged)
            Assert.Equal(1, (await last.Http.WaitForPaymentAsync(bill)).History());
        Assert.NotEmpty(acknowledged);
        Assert.Equal(Stops * Senders, refused + unreachable);
        Report.Line(
            $"Graceful stops of {bed.Product}: {Stops} under {Senders} senders, {acknowledged.Count} acknowledged, "
                + $"then {refused} answered 503, {unreachable} refused the connection: "
                + "0 missing, 0 cut off, 0 left hanging"
        );
    }

    [Fact]
    public async Task A_stop_cuts_off_callers_that_never_end_their_bodies_and_logs_no_fault()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        await using var host = await ProductProcess.StartAsync(bed.Product, azurite.ConnectionString);
        var callers = Enumerable.Range(0, 20).Select(_ => SendWithoutEndAsync(host.Http.BaseAddress!)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(1));

        Assert.Equal(0, await host.StopAsync());

        await Task.WhenAll(callers);
        Assert.DoesNotMatch("fail:|Exception", host.Output);
    }

    /// <summary>
    /// The bills that were acknowledged, until one was answered otherwise (its status) or the connection refused (null). A
    /// request that is cut off without an answer throws; one left hanging would never return. Only the test host may cut one
    /// off, by closing a connection whose request it has not read yet: Azure's front end stands before the real one.
    /// </summary>
    private static async Task<(List<string> Acknowledged, int? Answer)> SendUntilRefusedAsync(HttpClient http, Product product)
    {
        var acknowledged = new List<string>();
        while (true)
        {
            var bill = Some.BillId();
            try
            {
                if (await http.PostAsync(Some.Json(bill)) is { Status: not 200 and var status })
                    return (acknowledged, status);
                acknowledged.Add(bill);
            }
            catch (HttpRequestException fault)
                when (fault.HttpRequestError is HttpRequestError.ConnectionError || product is Product.Functions)
            {
                return (acknowledged, null);
            }
        }
    }

    private static async Task SendWithoutEndAsync(Uri server)
    {
        using var connection = await RawConnection.OpenAsync(server);
        try
        {
            await connection.SendAsync(
                "POST /api/payssam/callback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n"u8.ToArray()
            );
            while (true)
            {
                await connection.SendAsync("{                             "u8.ToArray());
                await Task.Delay(100);
            }
        }
        catch (SocketException)
        {
            // Cut off.
        }
    }
}

public sealed class ShutdownOfLocalHost(TestBed bed) : ShutdownTests(bed);

public sealed class ShutdownOfFunctions(FunctionsBed bed) : ShutdownTests(bed);
