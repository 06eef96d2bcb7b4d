using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using PaySsam.Callbacks.Following;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Operator;

/// <summary>The operator's page in a browser. Each test has a day of its own.</summary>
public sealed class OperatorPageTests(PageBed bed) : IClassFixture<PageBed>
{
    private const string Card = "123456**********";
    private const string Phone = "01012345678";

    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task Every_view_is_accessible_by_keyboard_in_both_languages_and_sizes()
    {
        await PayAndCancelAsync("20190301");
        await bed.KeepAsync("a problem to look at", Some.Json(_bill, ("apikey", null)));

        var all = Environment.GetEnvironmentVariable("PAYSSAM_TEST_VIEWS") == "all";
        await bed.PlayAsync(
            "views",
            new()
            {
                ["day"] = "2019-03-01",
                ["bill"] = _bill,
                ["all"] = all,
            }
        );
    }

    [Fact]
    public Task The_language_is_chosen_and_kept() => bed.PlayAsync("language");

    [Fact]
    public async Task A_bill_is_found_and_its_history_read_by_keyboard()
    {
        await PayAndCancelAsync("20190302");

        await bed.PlayAsync(
            "find",
            new()
            {
                ["bill"] = _bill,
                ["card"] = Card,
                ["phone"] = Phone,
            }
        );
    }

    [Fact]
    public async Task A_day_is_listed_and_its_export_sums_up()
    {
        const int bills = 103; // More than a page.
        PageBed.SkipWithoutBrowser();
        await Parallel.ForAsync(
            0,
            bills,
            async (number, _) =>
                await bed.Http.PostAsync(
                    Some.Json(
                        $"{_bill[..14]}{number}",
                        ("appr_dt", "20190304101500"),
                        ("appr_price", (1000 + number).ToString(CultureInfo.InvariantCulture))
                    )
                )
        );
        await bed.Http.PostAsync(Some.Json($"{_bill[..14]}0", ("appr_state", "C"), ("appr_dt", "20190304111500"), ("appr_price", "1000")));
        for (var number = 0; number < bills; number++)
            await bed.Http.WaitForPaymentAsync($"{_bill[..14]}{number}", payment => number > 0 || payment.State() == "C");

        await bed.PlayAsync(
            "list",
            new()
            {
                ["day"] = "2019-03-04",
                ["bills"] = bills + 1,
                ["sum"] = Enumerable.Range(1, bills - 1).Sum(number => 1000 + number),
            }
        );
    }

    [Fact]
    public async Task Damaged_rows_are_told_beside_what_leaves_them_out()
    {
        PageBed.SkipWithoutBrowser();
        var tables = new TableServiceClient(bed.Azurite.ConnectionString);
        tables.WriteJournal(0, Some.Received(Some.Callback(_bill, ("appr_dt", "20190420101500"))));
        var damaged = JournalDays.Rows(0, Some.Received(Some.Callback(Some.BillId(), ("appr_dt", "20190420101500"))))[0];
        damaged["Movements"] = 50000;
        await tables.GetTableClient("Journal").UpsertEntityAsync(damaged);

        await bed.PlayAsync("damaged", new() { ["day"] = "2019-04-20" });
    }

    [Fact]
    public async Task A_dead_letter_is_redriven_and_then_gone()
    {
        PageBed.SkipWithoutBrowser();
        var problem = $"a problem of {_bill}";
        var other = Some.BillId();

        // By their ids, so that the one that is still invalid comes last.
        await bed.KeepAsync(problem, Valid(_bill), Valid(other), InvalidAfter(Valid(_bill), Valid(other)));

        await bed.PlayAsync("deadletters", new() { ["problem"] = problem });

        Assert.Equal("F", (await bed.Http.WaitForPaymentAsync(_bill)).State());
        Assert.Equal("F", (await bed.Http.WaitForPaymentAsync(other)).State());

        static string Valid(string bill) => Some.Json(bill, ("apikey", null));
    }

    [Fact]
    public async Task A_bill_paid_twice_is_looked_at_and_settled()
    {
        PageBed.SkipWithoutBrowser();
        foreach (var number in new[] { "70000001", "70000002" })
            await bed.Http.PostAsync(Some.Json(_bill, ("appr_num", number), ("appr_dt", $"201903101015{number[^2..]}")));
        await bed.Http.WaitForAttentionAsync(_bill, isOpen: true);

        await bed.PlayAsync("attention", new() { ["bill"] = _bill, ["numbers"] = new JsonArray("70000001", "70000002") });

        await bed.Http.WaitForAttentionAsync(_bill, isOpen: false);
        Assert.Equal(100_000, (long)(await bed.Http.FindPaymentAsync(_bill))!["net_won"]!);
    }

    [Fact]
    public async Task PaySsam_is_asked_for_a_day_and_for_a_bill()
    {
        PageBed.SkipWithoutBrowser();
        var bill = await bed.PaySsam.PayAsync();
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await bed.PaySsam.PostAsync($"cancel?bill_id={bill}")).Status);
        await bed.Http.PostAsync(Some.Json(bill, ("appr_dt", "20190309101500")));
        await bed.Http.WaitForPaymentAsync(bill);

        await bed.PlayAsync("reconcile", new() { ["day"] = "2019-03-09", ["bill"] = bill });
    }

    [Fact]
    public async Task The_content_of_a_dead_letter_is_covered_until_asked_for()
    {
        PageBed.SkipWithoutBrowser();
        var problem = $"a problem of {_bill}";
        await bed.KeepAsync(
            problem,
            $$$"""{"bill_id":"{{{_bill}}}","memo":"０１０－１２３４－５６７８"}""",
            """{"01012345678":"a","bill_id":"20190304101500"}""",
            """{"appr_issuer_num":{"bank":["12-34",{"owner":"KIM"}]},"appr_price":"50000"}"""
        );

        await bed.PlayAsync(
            "contents",
            new()
            {
                ["problem"] = problem,
                ["hidden"] = new JsonArray("０１０－１２３４－５６７８", "01012345678", "12-34", "KIM"),
                ["shown"] = new JsonArray(_bill, "20190304101500", "50000"),
            }
        );
    }

    [Fact]
    public Task The_content_of_a_dead_letter_loses_nothing_once_asked_for() => bed.PlayAsync("letters");

    [Fact]
    public Task A_second_question_waits_for_the_first() => bed.PlayAsync("questions");

    [Fact]
    public async Task A_wrong_key_is_asked_for_again()
    {
        await PayAndCancelAsync("20190305");

        await bed.PlayAsync("key", new() { ["bill"] = _bill });
    }

    [Fact]
    public async Task Storage_that_is_down_is_told()
    {
        PageBed.SkipWithoutBrowser();
        await bed.Azurite.StopAsync();
        try
        {
            await bed.PlayAsync("down");
        }
        finally
        {
            await bed.Azurite.StartAsync();
        }
    }

    [Theory]
    [InlineData("<img src=x onload=1>", "2019-03-06")]
    [InlineData("\"'><b>&amp;/#?%2F%", "2019-03-07")]
    [InlineData("{0}</script><script>", "2019-03-08")]
    public async Task A_bill_id_of_markup_and_quotes_is_text(string bill, string day)
    {
        PageBed.SkipWithoutBrowser();
        Assert.Equal(
            200,
            (await bed.Http.PostAsync(Some.Json(bill, ("appr_dt", $"{day.Replace("-", "", StringComparison.Ordinal)}101500")))).Status
        );
        await bed.Http.WaitForPaymentAsync(bill);

        await bed.PlayAsync("markup", new() { ["bill"] = bill, ["day"] = day });
    }

    /// <summary>Contradicted, too, by a withdrawal.</summary>
    private async Task PayAndCancelAsync(string day)
    {
        PageBed.SkipWithoutBrowser();
        await bed.Http.PostAsync(Some.Json(_bill, [("appr_dt", $"{day}101500"), .. ByCard()]));
        await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", "D"), ("appr_dt", null), ("appr_price", null), ("appr_num", null)));
        await bed.Http.PostAsync(
            Some.Json(
                _bill,
                [
                    ("appr_state", "C"),
                    ("appr_dt", $"{day}111500"),
                    ("appr_origin_num", "30012345"),
                    ("appr_cash_issuance_number", Phone),
                    .. ByCard(),
                ]
            )
        );
        await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 3);

        static (string, JsonNode?)[] ByCard() => [("appr_issuer_num", Card), ("appr_pay_type", "CARD_VAN"), ("appr_issuer", "국민카드")];
    }

    private static string InvalidAfter(params string[] contents)
    {
        var last = contents.Select(Id).Order(StringComparer.Ordinal).Last();
        return Enumerable
            .Range(0, 10_000)
            .Select(number => $$"""{"bill_id":"","number":{{number}}}""")
            .First(content => string.CompareOrdinal(Id(content), last) > 0);

        static string Id(string content) =>
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
    }
}
