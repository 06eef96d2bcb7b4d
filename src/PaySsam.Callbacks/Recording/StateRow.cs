using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Recording;

/// <summary>The row <c>state</c> of a bill: its payment, and what is known of the bill as a whole.</summary>
internal static class StateRow
{
    public const string Key = "state";
    public const string LastReceivedAt = "LastReceivedAt";
    public const string UpdatedAt = "UpdatedAt";

    /// <summary>When what was personal in the bill was erased. The next callback's write takes it away again.</summary>
    public const string ErasedAt = "ErasedAt";

    private const string CallbackId = "CallbackId";
    private const string UnknownFields = "UnknownFields";
    private const string Count = "Count";
    private const string ConfirmedAt = "ConfirmedAt";

    /// <summary>The columns that a decision needs, beside the payment's fields.</summary>
    public static IReadOnlyList<string> Own { get; } = [CallbackId, UnknownFields, Count, LastReceivedAt, ConfirmedAt];

    /// <param name="payment">The bill's payment.</param>
    /// <param name="count">How many callbacks the bill has.</param>
    /// <param name="lastReceivedAt">When the last of them came first, UTC.</param>
    /// <param name="replaced">The row that this one replaces: what others wrote there is carried over.</param>
    /// <param name="confirmedAt">When PaySsam answered that it is paid; null where it did not just now.</param>
    public static TableEntity Write(
        Callback payment,
        int? count = null,
        DateTimeOffset? lastReceivedAt = null,
        TableEntity? replaced = null,
        DateTimeOffset? confirmedAt = null
    )
    {
        var row = new TableEntity(TableKey.ForBill(payment.BillId), Key)
        {
            [CallbackId] = payment.Id,
            ["ApprovedAt"] = payment.ApprovedAt?.ToUniversalTime(),
            ["AmountWon"] = payment.AmountWon,
            [UnknownFields] = payment.UnknownJson,
            [Count] = count,
            [LastReceivedAt] = lastReceivedAt,
            [ConfirmedAt] = replaced?.TryGetValue(ConfirmedAt, out var known) is true ? known : confirmedAt,
        };
        foreach (var field in CallbackFields.All)
        {
            if (field is not CallbackField.Apikey)
                row[field.WireName()] = payment[field];
        }

        // The letter as read, which older instances and partners filter on; the text is in the event's body.
        row[PaymentRows.StateColumn] = payment.State.ToString();
        return row;
    }

    /// <summary>Null where an older version wrote the row.</summary>
    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static int? ReadCount(TableEntity state) => PaymentRows.Read(state, () => state.GetInt32(Count));

    /// <summary>Null where an older version wrote the row.</summary>
    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static DateTimeOffset? ReadLastReceivedAt(TableEntity state) =>
        PaymentRows.Read(state, () => state.GetDateTimeOffset(LastReceivedAt));

    /// <summary>When the bill last changed. Erasing or confirming a bill does not change it: it keeps the time in this column.</summary>
    public static DateTimeOffset? ReadUpdatedAt(TableEntity state) =>
        state.TryGetValue(UpdatedAt, out var updatedAt) && updatedAt is DateTimeOffset at ? at : state.Timestamp;

    /// <summary>Null where PaySsam did not say that it is paid.</summary>
    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static DateTimeOffset? ReadConfirmedAt(TableEntity state) => PaymentRows.Read(state, () => state.GetDateTimeOffset(ConfirmedAt));

    /// <summary>What a confirmation writes into a state row.</summary>
    public static TableEntity Confirmed(TableEntity state, DateTimeOffset at) =>
        new(state.PartitionKey, state.RowKey) { [ConfirmedAt] = at, [UpdatedAt] = ReadUpdatedAt(state) };

    /// <summary>Null also where the row is damaged.</summary>
    public static int? TryReadCount(TableEntity state) => state.TryGetValue(Count, out var count) ? count as int? : null;

    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static Callback Read(TableEntity row) =>
        PaymentRows.Read(
            row,
            () =>
                PaymentRows.Parse(
                    row,
                    CallbackJson.Write(field => row.GetString(field.WireName()), row.GetString(UnknownFields)),
                    row.GetString(CallbackId)
                )
        );
}
