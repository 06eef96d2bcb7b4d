using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Attention;

public sealed class AttentionTests(AttentionBed bed) : IClassFixture<AttentionBed>
{
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task A_bill_paid_twice_is_listed_until_one_payment_is_cancelled()
    {
        await bed.RecordAsync(F("1"));
        Assert.DoesNotContain(await bed.ListAsync(all: true), IsOurs);
        await bed.RecordAsync(F("2", second: 60));

        var bill = Assert.Single(await bed.ListAsync(), IsOurs);
        Assert.Equal((2, true), ((int)bill["count"]!, (bool)bill["open"]!));
        var point = Assert.Single(bill["points"]!.AsArray())!;
        var movements = bill["movements"]!.AsArray();
        Assert.Equal(["1", "2"], movements.Select(movement => (string?)movement!["appr_num"]));
        Assert.Equal(("paid_twice", (string?)movements[1]!["id"]), ((string?)point["code"], (string?)point["movement"]));
        Assert.Null(point["from"]);

        await bed.RecordAsync(C("9", "2", second: 120));
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);
        var closed = Assert.Single(await bed.ListAsync(all: true), IsOurs);
        Assert.Equal((3, false, 0), ((int)closed["count"]!, (bool)closed["open"]!, closed["points"]!.AsArray().Count));
    }

    [Fact]
    public async Task What_is_settled_comes_back_only_for_what_is_new()
    {
        await bed.RecordAsync(F("1"), F("2", second: 60));
        Assert.Equal(409, (await bed.SettleAsync(_bill, """{"count":1}""")).Status);
        var (status, bill) = await bed.SettleAsync(_bill, """{"count":2,"note":"환불 예정"}""");
        Assert.Equal((200, false, "환불 예정"), (status, (bool)bill["open"]!, (string?)bill["note"]));
        Assert.Equal(200, (await bed.SettleAsync(_bill, """{"count":2,"note":"again"}""")).Status);
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);

        await bed.RecordAsync(Of("W", second: 90));
        await bed.RecordAsync(F("1"), F("2", second: 60)); // Our queue's redelivery.
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);

        await bed.RecordAsync(F("3", second: 120));
        var again = Assert.Single(await bed.ListAsync(), IsOurs);
        Assert.Equal(["paid_twice"], AttentionBed.OpenCodes(again));
        Assert.Equal([true, false], again["points"]!.AsArray().Select(point => (bool)point!["settled"]!));
        Assert.Equal((4, "환불 예정"), ((int)again["count"]!, (string?)again["note"]));
    }

    [Fact]
    public async Task Settling_changes_no_sum()
    {
        await bed.RecordAsync(F("1"), F("2", second: 60));
        var before = await NetAsync();
        await bed.SettleAsync(_bill, """{"count":2}""");
        Assert.Equal((100_000, 100_000), (before, await NetAsync()));

        async Task<long> NetAsync() => (await bed.Services.GetRequiredService<IPaymentStore>().FindAsync(_bill, default))!.Ledger.NetWon;
    }

    [Fact]
    public async Task A_cancellation_alone_is_listed_an_hour_after_it_came()
    {
        var now = (int)(bed.Time.GetUtcNow() - Some.Time).TotalSeconds;
        await bed.RecordAsync(C("9", "1", second: now));
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);
        var waits = Assert.Single(await bed.ListAsync(all: true), IsOurs);
        Assert.False((bool)waits["open"]!);
        Assert.Equal(["cancelled_without_payment"], AttentionBed.OpenCodes(waits));
        Assert.Equal(200, (await bed.SettleAsync(_bill, """{"count":1,"note":"too early"}""")).Status);

        bed.Time.Advance(TimeSpan.FromHours(1));
        var listed = Assert.Single(await bed.ListAsync(), IsOurs);
        Assert.Null((string?)listed["note"]);
        await bed.RecordAsync(F("1", second: now + 1));
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);
    }

    [Fact]
    public async Task What_an_older_instance_recorded_is_put_right_when_it_comes_again()
    {
        using var older = bed.Build(services => services.RemoveAll<IRecordedFollower>());
        await bed.RecordAsync(F("1"), F("2", second: 60));
        await AttentionBed.RecordAsync(older.Services, C("9", "2", second: 120));
        Assert.Single(await bed.ListAsync(), IsOurs);

        await bed.RecordAsync(C("9", "2", second: 120));
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);
    }

    [Fact]
    public async Task A_rebuild_lists_what_an_older_instance_recorded()
    {
        using var older = bed.Build(services => services.RemoveAll<IRecordedFollower>());
        await AttentionBed.RecordAsync(older.Services, F("1"), F("2", second: 60));
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);

        var rebuilt = await new PaymentRebuild(bed.Services.GetRequiredService<TableServiceClient>()).RunAsync(_bill, default);
        await bed.Services.GetRequiredService<AttentionFollower>().FollowAsync([rebuilt], default);
        Assert.Single(await bed.ListAsync(), IsOurs);
    }

    [Fact]
    public async Task What_was_seen_earlier_changes_nothing_that_is_newer()
    {
        await bed.RecordAsync(F("1"), F("2", second: 60));
        await bed.RecordAsync(C("9", "2", second: 120));
        await bed.Services.GetRequiredService<AttentionFollower>().FollowAsync([Journals.Recorded(F("1"), F("2", second: 60))], default);
        Assert.Equal(3, (int)Assert.Single(await bed.ListAsync(all: true), IsOurs)["count"]!);
    }

    [Fact]
    public async Task A_writer_that_is_late_opens_nothing()
    {
        ReceivedCallback[] told = [F("1"), F("2", second: 60), C("9", "2", second: 120)];
        var follower = bed.Services.GetRequiredService<AttentionFollower>();
        for (var count = 3; count > 0; count--)
            await follower.FollowAsync([Journals.Recorded(told[..count], before: told[..(count - 1)])], default);
        Assert.DoesNotContain(await bed.ListAsync(), IsOurs);
    }

    [Fact]
    public async Task A_bill_without_a_place_for_a_callback_is_listed_and_stays()
    {
        var unpaid = Enumerable.Range(0, 151).Select(second => Of("W", second));
        foreach (var chunk in unpaid.Chunk(40))
            await bed.RecordAsync(chunk);
        Assert.Equal(["too_many_callbacks"], AttentionBed.OpenCodes(Assert.Single(await bed.ListAsync(), IsOurs)));

        await bed.RecordAsync(F("1", second: 200));
        await bed.RecordAsync(F("2", second: 201));
        Assert.Equal(["paid_twice", "too_many_callbacks"], AttentionBed.OpenCodes(Assert.Single(await bed.ListAsync(), IsOurs)).Order());
    }

    [Fact]
    public async Task Bills_in_order_cost_no_call()
    {
        await using var quiet = new AttentionBed();
        await quiet.InitializeAsync();
        for (var number = 0; number < 3; number++)
        {
            var bill = $"{_bill}{number}";
            await quiet.RecordAsync(Some.Received(Some.Callback(bill)));
            await quiet.RecordAsync(Some.Received(Some.Callback(bill, ("appr_state", "C"), ("appr_origin_num", "30012345")), 60));
        }

        Assert.Equal((0, 1), (quiet.Requests("Attention"), quiet.Requests("ExpectedBills")));
    }

    [Fact]
    public async Task A_damaged_row_is_left_out_and_written_anew()
    {
        await bed.RecordAsync(F("1"), F("2", second: 60));
        var table = bed.Services.GetRequiredService<TableServiceClient>().GetTableClient("Attention");
        foreach (var (column, value) in new (string, object)[] { ("Movements", "[{"), ("Points", "{}"), ("Points", "x"), ("Count", "2") })
        {
            await table.UpdateEntityAsync(new TableEntity("bill", _bill) { [column] = value }, ETag.All, TableUpdateMode.Merge);
            var reply = await bed.Services.GetRequiredService<AttentionDesk>().ListAsync(false, false, null, default);
            Assert.Equal((200, 1), (reply.Status, reply.DamagedRows));
            Assert.DoesNotContain(await bed.ListAsync(), IsOurs);
            await bed.RecordAsync(F("1"), F("2", second: 60)); // It comes again.
            Assert.Single(await bed.ListAsync(), IsOurs);
        }
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        await using var many = new AttentionBed();
        await many.InitializeAsync();
        var bills = Enumerable.Range(0, 120).Select(number => $"한글/{number:000}").ToList();
        foreach (var chunk in bills.Chunk(20))
            await many.RecordAsync(chunk.SelectMany(bill => new[] { F("1", bill: bill), F("2", second: 60, bill: bill) }));

        Assert.Equal(bills, (await many.ListAsync()).Select(bill => (string?)bill["bill_id"]));
        Assert.Equal(120, await many.Services.GetRequiredService<AttentionStore>().CountOpenAsync(many.Time.GetUtcNow(), default));
    }

    private ReceivedCallback F(string number, int second = 0, string? bill = null) =>
        Some.Received(Some.Callback(bill ?? _bill, ("appr_num", number), ("appr_dt", $"202501051300{number.PadLeft(2, '0')}")), second);

    private ReceivedCallback C(string number, string origin, int second) =>
        Some.Received(
            Some.Callback(_bill, ("appr_state", "C"), ("appr_num", number), ("appr_dt", "20250106000000"), ("appr_origin_num", origin)),
            second
        );

    private ReceivedCallback Of(string state, int second) =>
        Some.Received(Some.Callback(_bill, ("appr_state", state), ("appr_num", null), ("appr_dt", $"{second}")), second);

    private bool IsOurs(System.Text.Json.Nodes.JsonNode bill) => (string?)bill["bill_id"] == _bill;
}
