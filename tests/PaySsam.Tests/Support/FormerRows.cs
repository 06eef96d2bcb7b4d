using Azure.Data.Tables;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Tests.Support;

/// <summary>Rows as versions before the ledger wrote them.</summary>
internal static class FormerRows
{
    /// <summary>A row of the journal: one callback.</summary>
    public static TableEntity Journal(int shard, ReceivedCallback received, DateOnly? day = null)
    {
        var callback = received.Callback;
        return new TableEntity(
            FormerJournalRow.Partition(shard, day ?? KoreanDay.Of(callback.ApprovedAt ?? received.ReceivedAt)),
            FormerJournalRow.Key(TableKey.ForBill(callback.BillId), callback)
        )
        {
            ["bill_id"] = callback.BillId,
            ["appr_state"] = callback.State.ToString(),
            ["appr_num"] = callback[CallbackField.ApprNum],
            ["appr_pay_type"] = callback[CallbackField.ApprPayType],
            ["appr_issuer"] = callback[CallbackField.ApprIssuer],
            ["ApprovedAt"] = callback.ApprovedAt?.ToUniversalTime(),
            ["AmountWon"] = callback.AmountWon,
            ["ReceivedAt"] = received.ReceivedAt,
            ["Rank"] = MergeRule.Rank(callback),
        };
    }

    /// <summary>An event of the table <c>Payments</c>: without public id and columns.</summary>
    public static TableEntity Event(ReceivedCallback received) =>
        new(TableKey.ForBill(received.Callback.BillId), $"event-{received.Callback.Id}")
        {
            ["ReceivedAt"] = received.ReceivedAt,
            ["appr_state"] = received.Callback.State.ToString(),
            ["Body"] = received.Callback.Json.ToArray(),
        };

    public static void WriteFormerJournal(this TableServiceClient tables, int shard, ReceivedCallback received, DateOnly? day = null)
    {
        var table = tables.GetTableClient(StorageNames.JournalTable);
        table.CreateIfNotExists();
        table.UpsertEntity(Journal(shard, received, day));
    }
}
