using Azure.Data.Tables;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Support;

/// <summary>Days of the journal that no other test writes to, nor to those beside them.</summary>
internal static class JournalDays
{
    private static readonly DateOnly First = new(2060, 1, 1);
    private static int _taken;

    public static DateOnly Next() => First.AddDays(3 * Interlocked.Increment(ref _taken));

    /// <summary>As in <c>appr_dt</c>.</summary>
    public static string At(this DateOnly day, string time = "134753") => day.ToString("yyyyMMdd", null) + time;

    /// <summary>As in a question.</summary>
    public static string Text(this DateOnly day) => KoreanDay.Text(day);

    /// <summary>Puts the callbacks of a bill in a shard, whether they belong there or not.</summary>
    public static void WriteJournal(this TableServiceClient tables, int shard, params ReceivedCallback[] bill) =>
        tables.WriteJournal(Rows(shard, bill));

    public static void WriteJournal(this TableServiceClient tables, params IEnumerable<TableEntity> rows)
    {
        var table = tables.GetTableClient("Journal");
        table.CreateIfNotExists();
        foreach (var row in rows)
            table.UpsertEntity(row);
    }

    /// <summary>The rows of a bill's callbacks, but for pointers.</summary>
    public static IReadOnlyList<TableEntity> Rows(int shard, params ReceivedCallback[] bill)
    {
        var rows = JournalRows.Of(shard, bill[0].Callback.BillId, Journals.Change(bill));
        return [.. rows.Leaving.Concat(rows.Others).Where(row => row.PartitionKey[0] == 'm')];
    }
}
