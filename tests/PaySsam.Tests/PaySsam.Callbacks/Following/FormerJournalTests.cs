using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

/// <summary>
/// What a version before the ledger left, until the journal is rebuilt. On a storage of its own: a mark on it is for all.
/// </summary>
public sealed class FormerJournalTests : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2025, 1, 5);

    private OwnAzurite? _azurite;
    private IHost? _host;

    public async ValueTask InitializeAsync()
    {
        _azurite = await OwnAzurite.StartAsync();
        _host = ProductHost.Build(_azurite.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task A_bill_of_an_older_version_is_listed_once_at_every_stage()
    {
        await LeaveAsync("a", Some.Callback("a"), Some.Callback("a", ("appr_num", null)));
        await LeaveAsync("b", Some.Callback("b"), Some.Callback("b", ("appr_state", "W"), ("appr_num", null)));
        Assert.Equal(["a F 50000 -", "a F 50000 -", "b F 50000 -", "b W 50000 -"], await ReadAsync());

        // An unnumbered wording of the same payment: the ledger knows better than the rows.
        await RecordAsync(Some.Received(Some.Callback("a", ("appr_issuer", "issuer")), 9));
        Assert.Equal(["a F 50000 id", "b F 50000 -", "b W 50000 -"], await ReadAsync());
        Assert.False(await Mark.IsSetAsync(default));

        // What the old instance writes meanwhile is found by the rebuild.
        await LeaveAsync("c", Some.Callback("c", ("appr_price", "7")));
        Assert.Equal(["a F 50000 id", "b F 50000 -", "b W 50000 -", "c F 7 -"], await ReadAsync());

        await RebuildAsync();

        Assert.Equal(["a F 50000 id", "b F 50000 id", "b W 50000 id", "c F 7 id"], await ReadAsync());
        Assert.True(await Mark.IsSetAsync(default));
        Assert.DoesNotContain(Tables.ReadJournalRows(), row => char.IsAsciiDigit(row.PartitionKey[0]));
    }

    [Fact]
    public async Task A_rebuild_never_lowers_a_version_and_runs_twice_alike()
    {
        await RecordAsync(Some.Received(Some.Callback("a")), Some.Received(Some.Callback("a", ("appr_num", "2")), 1));
        var before = Rows();

        await RebuildAsync();
        Assert.Equal(before, Rows().Where(row => before.Contains(row)));
        var once = Rows();
        await RebuildAsync();

        Assert.Equal(once, Rows());
        Assert.All(
            Tables.ReadJournalRows().Where(row => JournalRow.IsMovements(row.RowKey)),
            row => Assert.Equal("10002", JournalRow.VersionOf(row))
        );
    }

    [Fact]
    public async Task The_start_marks_a_journal_without_older_rows_and_takes_that_back()
    {
        await StartAsync();
        await EventuallyAsync(() => Mark.IsSetAsync(default));

        // A rollback: an older version runs for a while.
        await LeaveAsync("a", Some.Callback("a"));
        using var other = ProductHost.Build(_azurite!.ConnectionString);
        await StartAsync(other);

        await EventuallyAsync(async () => !await Tables.GetTableClient("Sweeps").QueryAsync<TableEntity>().AnyAsync());
        _host!.Dispose();
        _host = ProductHost.Build(_azurite.ConnectionString);
        Assert.Equal(["a F 50000 -"], await ReadAsync());
        await RebuildAsync();
        Assert.True(await Mark.IsSetAsync(default));
    }

    [Fact]
    public async Task What_an_older_instance_adds_is_counted_with_the_next_callback()
    {
        await RecordAsync(Some.Received(Some.Callback("a", ("appr_state", "C"), ("appr_origin_num", "30012345"))));
        await LeaveAsync("a", Some.Callback("a"));
        await RecordAsync(Some.Received(Some.Callback("a", ("appr_state", "C"), ("appr_origin_num", "30012345"), ("x", "y")), 9));

        Assert.Equal(["a C 50000 id", "a F 50000 id"], (await ReadAsync()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Body", new[] { "a F 300 id", "a F 500 id" })]
    [InlineData("FilledFields", new[] { "a F 300 id", "a F 500 id" })]
    public async Task What_a_rebuild_cannot_read_hides_nothing(string column, string[] expected)
    {
        await RecordAsync(
            Some.Received(Some.Callback("a", ("appr_price", "500"))),
            Some.Received(Some.Callback("a", ("appr_num", "2"), ("appr_price", "300")), 1)
        );
        var payments = Tables.GetTableClient("Payments");
        var row = payments.Query<TableEntity>().First(row => row.RowKey.StartsWith("event-", StringComparison.Ordinal));
        row[column] = column == "Body" ? new byte[] { 1 } : "?";
        await payments.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        await RebuildAsync();

        Assert.Equal(expected, (await ReadAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_damaged_row_of_an_older_version_hides_no_money()
    {
        await LeaveAsync("a", Some.Callback("a", ("appr_price", "500")), Some.Callback("a", ("appr_num", "2"), ("appr_price", "300")));
        var payments = Tables.GetTableClient("Payments");
        var row = payments.Query<TableEntity>().First(row => row.RowKey.StartsWith("event-", StringComparison.Ordinal));
        row["Body"] = new byte[] { 1 };
        await payments.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        var before = await ReadAsync();

        await RebuildAsync();

        Assert.Equal(["a F 300 -", "a F 500 -"], before.Order(StringComparer.Ordinal));
        Assert.Equal(before, await ReadAsync());
        Assert.False(await Mark.IsSetAsync(default));
    }

    [Fact]
    public void A_selected_column_that_Azure_answers_as_null_is_missing()
    {
        var row = PaymentRows.Event(Some.Received(Some.Callback("a")) with { PublicId = EventColumns.NewPublicId() });
        Assert.False(EventColumns.AreMissing(row));
        row[EventColumns.PublicId] = null;
        Assert.True(EventColumns.AreMissing(row));
    }

    private TableServiceClient Tables => _host!.Services.GetRequiredService<TableServiceClient>();

    private JournalMark Mark => _host!.Services.GetRequiredService<JournalMark>();

    private Task StartAsync(IHost? host = null) =>
        ((IHostedService)(host ?? _host!).Services.GetRequiredService<JournalMark>()).StartAsync(default);

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        // What is believed for half a minute is believed for as long by this very mark.
        for (var deadline = DateTime.UtcNow.AddMinutes(2); !await condition(); await Task.Delay(100))
            Assert.True(DateTime.UtcNow < deadline, "It did not come to pass.");
    }

    /// <summary>As an older version recorded a bill.</summary>
    private async Task LeaveAsync(string bill, params Callback[] callbacks)
    {
        var payments = Tables.GetTableClient("Payments");
        await payments.CreateIfNotExistsAsync();
        foreach (var (second, callback) in callbacks.Index())
        {
            var received = Some.Received(callback, second);
            await payments.AddEntityAsync(FormerRows.Event(received));
            Tables.WriteFormerJournal(second % 8, received);
        }

        await payments.UpsertEntityAsync(StateRow.Write(callbacks.Aggregate((Callback?)null, MergeRule.Merge)!));
        Assert.Equal(bill, callbacks[0].BillId);
    }

    private Task RecordAsync(params ReceivedCallback[] callbacks) =>
        _host!.Services.GetRequiredService<CallbackRecorder>().RecordAsync(CallbackMessage.Encode(callbacks), default);

    private async Task RebuildAsync()
    {
        string? continuation = null;
        do
        {
            var reply = await _host!.Services.GetRequiredService<JournalRebuild>().RebuildAsync(continuation, default);
            Assert.Equal(200, reply.Status);
            continuation = (string?)System.Text.Json.Nodes.JsonNode.Parse(reply.Json.Span)!["continuation"];
        } while (continuation is not null);
    }

    private async Task<IEnumerable<string>> ReadAsync()
    {
        var bills = await _host!
            .Services.GetRequiredService<JournalReader>()
            .ReadAsync(Day, null, null, new(), JournalReader.LargestSegment, default)
            .ToListAsync();
        return bills
            .SelectMany(bill => bill)
            .Select(entry => $"{entry.BillId} {entry.State} {entry.AmountWon} {(entry.CallbackId is null ? "-" : "id")}");
    }

    private List<string> Rows() =>
        [
            .. Tables
                .ReadJournalRows()
                .Select(row =>
                    string.Create(CultureInfo.InvariantCulture, $"{row.PartitionKey} {row.RowKey} {row.GetString("Movements")}")
                ),
        ];
}
