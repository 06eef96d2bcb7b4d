using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using PaySsam.Tests.Simulator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

/// <summary>Where the machine has a proxy, nothing for this very machine goes through it.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly TcpListener _proxy = Listen();

    [Fact]
    public async Task LocalHost_reaches_storage_and_PaySsam_on_this_machine_without_it()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        await using var paySsam = await WebhookReceiver.StartAsync();
        paySsam.Answer = http => http.Response.WriteAsync("""{"code":"9980"}""");
        var settings = new Dictionary<string, string?>(Settings())
        {
            ["PaySsamStorage"] = azurite.ConnectionString,
            ["PaySsam__ApiKeys__0"] = Some.ApiKey,
            ["PaySsam__Api__BaseUrl"] = $"{paySsam.Url}",
            ["PaySsam__Api__Version"] = "v1",
            ["PaySsam__Api__Key"] = FakePaySsam.Key,
        };
        var bill = Some.BillId();
        await using var host = await ProductProcess.StartAsync(Product.LocalHost, settings);

        Assert.Equal(200, (await host.Http.PostAsync(Some.Json(bill))).Status);
        await host.Http.WaitForPaymentAsync(bill);
        using var check = await host.Http.PostAsync($"api/payments/check?bill_id={bill}", null);

        Assert.Equal(200, (int)check.StatusCode);
        Assert.Contains(bill, Assert.Single(paySsam.Posts).Body, StringComparison.Ordinal);
        Assert.False(_proxy.Pending(), "The proxy was called.");
    }

    [Fact]
    public async Task The_simulator_reaches_a_receiver_on_this_machine_without_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var simulator = SimulatorProcess.Start(["send", "--url", $"{receiver.Url}", "--key", Some.ApiKey], Settings());
        await simulator.EndAsync();

        Assert.Contains(Some.ApiKey, Assert.Single(receiver.Posts).Body, StringComparison.Ordinal);
        Assert.False(_proxy.Pending(), "The proxy was called.");
    }

    public void Dispose() => _proxy.Dispose();

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    /// <summary>In every spelling that is read; without exceptions that this machine may have.</summary>
    private Dictionary<string, string?> Settings()
    {
        var url = $"http://{_proxy.LocalEndpoint}/";
        return new()
        {
            ["http_proxy"] = url,
            ["HTTP_PROXY"] = url,
            ["https_proxy"] = url,
            ["HTTPS_PROXY"] = url,
            ["all_proxy"] = url,
            ["ALL_PROXY"] = url,
            ["no_proxy"] = null,
            ["NO_PROXY"] = null,
        };
    }
}
