using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

public class ExpectedBillTests
{
    private static readonly DateOnly Today = new(2026, 1, 2);

    [Fact]
    public async Task They_are_registered_once_and_open_until_they_are_paid_or_withdrawn()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        using var host = ProductHost.Build(azurite.ConnectionString);
        var desk = host.Services.GetRequiredService<ExpectedBillDesk>();
        var bills = Enumerable.Range(0, 250).Select(number => $"한글/{number:000}").ToList();
        foreach (var chunk in bills.Concat(bills.Take(3)).Chunk(100))
            Assert.Equal(
                $$"""{"registered":{{chunk.Length}}}""",
                Encoding.UTF8.GetString((await desk.RegisterAsync(Body(chunk), default)).Json.Span)
            );
        await Record(host.Services, "F", bills[0]);
        await Record(host.Services, "W", bills[1]);
        await Record(host.Services, "D", bills[2]);
        foreach (var bill in bills.Skip(100).Take(130))
            await Record(host.Services, "F", bill);

        Assert.Equal(bills, await ListAsync(desk, onlyOpen: false));
        Assert.Equal(bills.Where((_, place) => place is not (0 or 2) and (< 100 or >= 230)), await ListAsync(desk, onlyOpen: true));
    }

    [Fact]
    public async Task One_that_is_registered_again_is_changed_and_keeps_its_first_day()
    {
        await using var azurite = await OwnAzurite.StartAsync();
        using var host = ProductHost.Build(azurite.ConnectionString);
        var bills = host.Services.GetRequiredService<ExpectedBills>();
        await bills.RegisterAsync([new ExpectedBill("a", 1, Today, null, null, Today)], default);
        await bills.RegisterAsync(
            [new ExpectedBill("a", 2, Today.AddDays(9), "m", "n", Today.AddDays(5)), new ExpectedBill("b", 3, Today, null, null, Today)],
            default
        );

        Assert.Equal(
            [new ExpectedBill("a", 2, Today.AddDays(9), "m", "n", Today), new ExpectedBill("b", 3, Today, null, null, Today)],
            await bills.ListAsync(null, 10, default)
        );
        Assert.Equal(["a", "b"], (await bills.OfDayAsync(Today, null, default)).Select(bill => bill.BillId));
        Assert.Equal(["a"], (await bills.OfDayAsync(Today.AddDays(9), null, default)).Select(bill => bill.BillId));
        Assert.Empty(await bills.OfDayAsync(Today.AddDays(5), null, default));
    }

    [Theory]
    [InlineData("", "The body is not well-formed JSON.")]
    [InlineData("{}", "The body must be a list of 1 to 100 bills: {\"bills\":[…]}.")]
    [InlineData("[]", "The body must be a list of 1 to 100 bills: {\"bills\":[…]}.")]
    [InlineData("""{"bills":[1]}""", "bills[0]: it must be an object.")]
    [InlineData("""[{"bill_id":1}]""", "bills[0]: bill_id is missing, or is not text.")]
    [InlineData(
        """[{"bill_id":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}]""",
        "bills[0]: bill_id is longer than 64 characters."
    )]
    [InlineData("""[{"bill_id":"a","expires_on":"2026-01-31"}]""", "bills[0]: amount_won must be a whole number of won.")]
    [InlineData("""[{"bill_id":"a","amount_won":1.5,"expires_on":"2026-01-31"}]""", "bills[0]: amount_won must be a whole number of won.")]
    [InlineData(
        """[{"bill_id":"a","amount_won":"1,000","expires_on":"2026-01-31"}]""",
        "bills[0]: amount_won must be a whole number of won."
    )]
    [InlineData(
        """[{"bill_id":"a","amount_won":1,"expires_on":"2026-01-31"},{"bill_id":"b","amount_won":1,"expires_on":"31.1."}]""",
        "bills[1]: expires_on must be a date such as 2026-01-31."
    )]
    public void What_is_none_is_refused_and_says_where(string body, string problem)
    {
        Assert.Equal(problem, ExpectedBillReader.Read(Encoding.UTF8.GetBytes(body), Today, out var bills));
        Assert.Empty(bills);
    }

    [Theory]
    [InlineData("""{"bills":[{"bill_id":"a","amount_won":50000,"expires_on":"2026-01-31"}]}""")]
    [InlineData("""[{"bill_id":"a","amount_won":"50000","expires_on":"2026-01-31","member":"","merchant":null}]""")]
    [InlineData(
        """[{"bill_id":"a","amount_won":1,"expires_on":"2026-01-30"},{"bill_id":"a","amount_won":50000,"expires_on":"2026-01-31"}]"""
    )]
    public void It_may_be_written_in_more_than_one_way(string body)
    {
        Assert.Null(ExpectedBillReader.Read(Encoding.UTF8.GetBytes(body), Today, out var bills));
        Assert.Equal([new ExpectedBill("a", 50_000, new DateOnly(2026, 1, 31), null, null, Today)], bills);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, "bills[0]: member or merchant is longer than 60 characters.")]
    public void A_member_or_a_merchant_has_up_to_60_characters(int length, string? problem)
    {
        var code = new string('m', length);
        foreach (var field in new[] { "member", "merchant" })
        {
            var body = $$"""[{"bill_id":"a","amount_won":1,"expires_on":"2026-01-31","{{field}}":"{{code}}"}]""";
            Assert.Equal(problem, ExpectedBillReader.Read(Encoding.UTF8.GetBytes(body), Today, out _));
        }
    }

    [Fact]
    public void A_hundred_and_one_are_too_many() =>
        Assert.NotNull(ExpectedBillReader.Read(Body([.. Enumerable.Range(0, 101).Select(number => $"{number}")]).ToArray(), Today, out _));

    private static async Task Record(IServiceProvider services, string state, string bill) =>
        await services
            .GetRequiredService<IPaymentStore>()
            .RecordAsync([Some.Received(Some.Callback(bill, ("appr_state", state)))], default);

    private static MemoryStream Body(string[] bills) =>
        new(
            Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["bills"] = new JsonArray([
                        .. bills.Select(bill => new JsonObject
                        {
                            ["bill_id"] = bill,
                            ["amount_won"] = 50_000,
                            ["expires_on"] = "2026-01-31",
                        }),
                    ]),
                }.ToJsonString()
            )
        );

    private static async Task<List<string>> ListAsync(ExpectedBillDesk desk, bool onlyOpen)
    {
        var listed = new List<string>();
        string? continuation = null;
        do
        {
            var answer = JsonNode.Parse((await desk.ListAsync(onlyOpen, continuation, default)).Json.Span)!;
            listed.AddRange(answer["bills"]!.AsArray().Select(bill => (string)bill!["bill_id"]!));
            continuation = (string?)answer["continuation"];
        } while (continuation is not null);
        return listed;
    }
}
