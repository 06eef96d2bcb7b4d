using System.Globalization;
using Microsoft.AspNetCore.Http;
using PaySsam.Simulator;
using PaySsam.Simulator.Serving;
using PaySsam.Simulator.Wire;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>When a receiver's file of payments differs from the register.</summary>
public class ServeFileTests
{
    private static readonly DateTime PaidAt = new(2026, 1, 31, 23, 59, 59);
    private readonly Bill _bill = new Bill("SIM1", 50_000, new(2026, 1, 31), 7).Pay(PaidAt)!.Cancel(PaidAt.AddSeconds(1))!;

    [Theory]
    [InlineData("2026-01-31,SIM1,F,50000 2026-02-01,SIM1,C,-50000 2026-02-01,other,F,1", null)]
    [InlineData("2026-01-31,SIM1,F,50000 2026-02-01,\"SIM1\",C,-50000", null)]
    [InlineData("2026-01-31,SIM1,F,50000 2026-01-31,SIM1,C,-50000", "has 0 won of 0; 2 days differ.|01-31: -50,000 won|02-01: +50,000 won")]
    [InlineData("2026-01-31,SIM1,F,100000 2026-02-01,SIM1,C,-50000", "has 50,000 won of 0; 1 days differ.|01-31: +50,000 won, bills SIM1")]
    [InlineData("2026-01-31,SIM1,F,50001 2026-01-31,SIM1,C,-1 2026-02-01,SIM1,C,-50000", "1 days differ.|01-31: 0 won, bills SIM1")]
    [InlineData("2026-01-31,SIM1,F, 2026-02-01,SIM1,C,-50000", "1 days differ.|01-31: -50,000 won")]
    [InlineData("", "2 days differ.")]
    public async Task A_day_differs_by_its_won(string lines, string? difference)
    {
        var (isGood, output) = await CompareAsync(200, $"\uFEFFday,bill_id,state,amount_won\r\n{lines.Replace(" ", "\r\n")}\r\n");

        Assert.Equal(difference is null, isGood);
        Assert.All(difference?.Split('|') ?? ["0 days differ."], part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, "day,bill_id,state\r\n")]
    [InlineData(200, "")]
    [InlineData(503, "")]
    public async Task What_is_no_file_differs(int status, string text) => Assert.False((await CompareAsync(status, text)).IsGood);

    private async Task<(bool IsGood, string Output)> CompareAsync(int status, string text)
    {
        await using var product = await WebhookReceiver.StartAsync();
        product.Answer = http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(text);
        };
        using var receiver = new Receiver(TimeSpan.FromMinutes(1));
        var register = new Register();
        register.TryAdd([_bill]);
        var books = new Books(new(receiver, product.Url, functionKey: null), register, new Shares(0, 0), TimeSpan.Zero);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        Screen.Redirect(output, output);
        return (await books.CompareAsync(CancellationToken.None), output.ToString());
    }
}
