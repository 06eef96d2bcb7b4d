using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Attention;

public sealed class ExpectedAmountTests(AttentionBed bed) : IClassFixture<AttentionBed>
{
    private readonly string _bill = Some.BillId();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_amount_is_listed_whichever_side_comes_first(bool isRegisteredFirst)
    {
        if (isRegisteredFirst)
            await bed.RegisterAsync(_bill, 50_000);
        await bed.RecordAsync(F("1", 40_000));
        if (!isRegisteredFirst)
            await bed.RegisterAsync(_bill, 50_000);

        var bill = (await bed.ListAsync()).Single(IsOurs);
        Assert.Equal(["not_as_expected"], AttentionBed.OpenCodes(bill));
        Assert.Equal(50_000, (long)bill["expected_won"]!);
        Assert.Equal((string?)bill["movements"]![0]!["id"], (string?)bill["points"]![0]!["movement"]);
    }

    [Fact]
    public async Task It_closes_when_the_rest_is_paid_or_the_amount_is_corrected()
    {
        await bed.RegisterAsync(_bill, 50_000);
        await bed.RecordAsync(F("1", 20_000));
        Assert.Equal(["not_as_expected"], await CodesAsync());
        await bed.RecordAsync(F("2", 30_000));
        Assert.Empty(await CodesAsync()); // Nor is it paid twice.

        await bed.RegisterAsync(_bill, 60_000);
        Assert.Equal(["not_as_expected", "paid_twice"], await CodesAsync());
        await bed.RegisterAsync(_bill, 50_000);
        Assert.Empty(await CodesAsync());
    }

    [Fact]
    public async Task The_amount_twice_is_paid_twice_and_nothing_else()
    {
        await bed.RegisterAsync(_bill, 50_000);
        await bed.RecordAsync(F("1", 50_000));
        Assert.Empty(await CodesAsync());
        await bed.RecordAsync(F("2", 50_000));
        Assert.Equal(["paid_twice"], await CodesAsync());
    }

    [Fact]
    public async Task Once_settled_it_stays_so_until_another_payment()
    {
        await bed.RegisterAsync(_bill, 50_000);
        await bed.RecordAsync(F("1", 40_000));
        await bed.SettleAsync(_bill, """{"count":1}""");
        await bed.RegisterAsync(_bill, 50_000);
        Assert.Empty(await CodesAsync());
        await bed.RecordAsync(F("2", 15_000));
        Assert.Contains("not_as_expected", await CodesAsync());
    }

    [Fact]
    public async Task That_another_instance_registers_bills_is_seen_within_a_minute()
    {
        await using var here = new AttentionBed();
        await here.InitializeAsync();
        var expected = here.Services.GetRequiredService<ExpectedBills>();
        Assert.Null(await expected.FindWonAsync(_bill, default));
        using (var other = here.Build())
            await other
                .Services.GetRequiredService<ExpectedBills>()
                .RegisterAsync([new ExpectedBill(_bill, 7, new(2026, 1, 31), null, null, new(2026, 1, 1))], default);

        Assert.Null(await expected.FindWonAsync(_bill, default));
        here.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(7, await expected.FindWonAsync(_bill, default));
    }

    private ReceivedCallback F(string number, long won) =>
        Some.Received(Some.Callback(_bill, ("appr_num", number), ("appr_dt", $"2025010513000{number}"), ("appr_price", $"{won}")));

    private async Task<IEnumerable<string>> CodesAsync() =>
        (await bed.ListAsync()).Where(IsOurs).SelectMany(AttentionBed.OpenCodes).Order();

    private bool IsOurs(JsonNode bill) => (string?)bill["bill_id"] == _bill;
}
