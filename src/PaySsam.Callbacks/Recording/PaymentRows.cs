using System.Text.Json;
using Azure.Data.Tables;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// The rows of a bill in the table <c>Payments</c>: one <c>state</c>, for anyone to read with any Table client, and an
/// <c>event-{callback id}</c> for each distinct callback. What is kept of a callback is at most 32 KiB, so no property can pass Table
/// Storage's 64 KiB, nor a row its 1 MiB. A callback that is read is known by the id that it was stored by, never by its
/// content: an erased one has its public id in place of the hash. Columns beside the body say what the ledger reads, so that a
/// decision needs no body; rows of older versions have neither these nor a public id.
/// </summary>
internal static class PaymentRows
{
    public const string StateKey = "state";
    public const string LastReceivedAt = "LastReceivedAt";

    /// <summary>When what was personal in the bill was erased. The next callback's write takes it away again.</summary>
    public const string ErasedAt = "ErasedAt";
    public const string UpdatedAt = "UpdatedAt";
    private const string CallbackId = "CallbackId";
    private const string EventPrefix = "event-";
    private const string UnknownFields = "UnknownFields";
    private const string ReceivedAt = "ReceivedAt";
    private const string Body = "Body";
    private const string Source = "Source";
    private const string AuthenticatedBy = "AuthenticatedBy";
    private const string Dropped = "Dropped";
    private const string Corrected = "Corrected";
    private const string Count = "Count";
    private const string ConfirmedAt = "ConfirmedAt";
    private static readonly string StateColumn = CallbackField.ApprState.WireName();

    /// <summary>
    /// The columns that a decision needs: all of the state row's, and of an event's all but the body and what is told of it.
    /// </summary>
    public static IReadOnlyList<string> Deciding { get; } =
    [
        nameof(TableEntity.PartitionKey),
        nameof(TableEntity.RowKey),
        nameof(TableEntity.Timestamp),
        CallbackId,
        UnknownFields,
        Count,
        LastReceivedAt,
        ConfirmedAt,
        ReceivedAt,
        Source,
        EventColumns.PublicId,
        EventColumns.FilledFields,
        EventColumns.Member,
        .. CallbackFields.All.Where(field => field is not CallbackField.Apikey).Select(field => field.WireName()),
    ];

    /// <param name="payment">The bill's payment.</param>
    /// <param name="count">How many callbacks the bill has.</param>
    /// <param name="lastReceivedAt">When the last of them came first, UTC.</param>
    /// <param name="replaced">The row that this one replaces: what others wrote there is carried over.</param>
    /// <param name="confirmedAt">When PaySsam answered that it is paid; null where it did not just now.</param>
    public static TableEntity State(
        Callback payment,
        int? count = null,
        DateTimeOffset? lastReceivedAt = null,
        TableEntity? replaced = null,
        DateTimeOffset? confirmedAt = null
    )
    {
        var row = new TableEntity(TableKey.ForBill(payment.BillId), StateKey)
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
        row[StateColumn] = payment.State.ToString();
        return row;
    }

    /// <summary>Whether a stored row says all that another does.</summary>
    public static bool Says(TableEntity stored, TableEntity row) =>
        row.All(property => Equals(stored.TryGetValue(property.Key, out var known) ? known : null, property.Value));

    /// <summary>Null where an older version wrote the row.</summary>
    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static int? ReadCount(TableEntity state) => Read(state, () => state.GetInt32(Count));

    /// <summary>Null where an older version wrote the row.</summary>
    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static DateTimeOffset? ReadLastReceivedAt(TableEntity state) => Read(state, () => state.GetDateTimeOffset(LastReceivedAt));

    /// <summary>When the bill last changed. To erase or to confirm it is no change, and writes this column.</summary>
    public static DateTimeOffset? ReadUpdatedAt(TableEntity state) =>
        state.TryGetValue(UpdatedAt, out var updatedAt) && updatedAt is DateTimeOffset at ? at : state.Timestamp;

    /// <summary>Null where PaySsam did not say that it is paid.</summary>
    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static DateTimeOffset? ReadConfirmedAt(TableEntity state) => Read(state, () => state.GetDateTimeOffset(ConfirmedAt));

    /// <summary>What a confirmation writes into a state row.</summary>
    public static TableEntity Confirmed(TableEntity state, DateTimeOffset at) =>
        new(state.PartitionKey, state.RowKey) { [ConfirmedAt] = at, [UpdatedAt] = ReadUpdatedAt(state) };

    /// <summary>Null also where the row is damaged.</summary>
    public static int? TryReadCount(TableEntity state) => state.TryGetValue(Count, out var count) ? count as int? : null;

    public static TableEntity Event(ReceivedCallback received)
    {
        var row = new TableEntity(TableKey.ForBill(received.Callback.BillId), EventKey(received.Callback.Id))
        {
            [ReceivedAt] = received.ReceivedAt,
            [StateColumn] = received.Callback.State.ToString(),
            [Body] = received.Callback.Json.ToArray(),
            [Source] = received.Source == ReceivedCallback.Pushed ? null : received.Source,
            [AuthenticatedBy] = received.AuthenticatedBy,
            [Dropped] = DroppedJson.Write(received.Dropped),
            [Corrected] = CorrectedFields.Write(received.Corrected),
        };
        EventColumns.Add(row, received.Callback, received.PublicId);
        return row;
    }

    /// <summary>What a row of an older version lacks, to be merged into it: its columns, and a new public id.</summary>
    public static TableEntity Upgrade(TableEntity row)
    {
        var upgrade = new TableEntity(row.PartitionKey, row.RowKey);
        EventColumns.Add(upgrade, ReadEvent(row).Callback, EventColumns.ReadPublicId(row) ?? EventColumns.NewPublicId());
        return upgrade;
    }

    public static string EventKey(string hash) => EventPrefix + hash;

    public static bool IsEvent(TableEntity row) => row.RowKey.StartsWith(EventPrefix, StringComparison.Ordinal);

    /// <summary>The content hash of an event.</summary>
    public static string Hash(TableEntity row) => row.RowKey[EventPrefix.Length..];

    /// <summary>What the ledger reads of an event: by its columns, or where an older version wrote it by its body.</summary>
    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static Telling ReadTelling(TableEntity row) =>
        EventColumns.AreMissing(row)
            ? Telling.Of(ReadEvent(row))
            : Read(
                row,
                () =>
                    EventColumns.Read(
                        row,
                        Hash(row),
                        StateText.Read(row.GetString(StateColumn)) ?? throw new InvalidDataException($"Row {row.RowKey}: its state."),
                        row.GetString(Source) ?? ReceivedCallback.Pushed,
                        row.GetDateTimeOffset(ReceivedAt).GetValueOrDefault()
                    )
            );

    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static ReceivedCallback ReadEvent(TableEntity row) =>
        Read(
            row,
            () =>
                new ReceivedCallback(
                    Parse(row, row.GetBinary(Body), Hash(row)),
                    row.GetDateTimeOffset(ReceivedAt).GetValueOrDefault(),
                    TraceParent: null,
                    IsRead: row.GetString(Source) is ReceivedCallback.Read
                )
                {
                    AuthenticatedBy = row.GetString(AuthenticatedBy),
                    Dropped = DroppedJson.Read(row.GetString(Dropped)),
                    Corrected = CorrectedFields.Read(row.GetString(Corrected)),
                    PublicId = EventColumns.ReadPublicId(row),
                }
        );

    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static Callback ReadState(TableEntity row) =>
        Read(
            row,
            () =>
                Parse(
                    row,
                    CallbackJson.Write(field => row.GetString(field.WireName()), row.GetString(UnknownFields)),
                    row.GetString(CallbackId)
                )
        );

    private static T Read<T>(TableEntity row, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or JsonException)
        {
            // A property of another type, or unknown fields that are no object.
            throw new InvalidDataException($"Row {row.RowKey}: {fault.GetType().Name}.");
        }
    }

    private static Callback Parse(TableEntity row, ReadOnlyMemory<byte> json, string? id) =>
        CallbackParser.TryParse(json, out var callback, out var problem)
            ? callback.StoredAs(id ?? throw new InvalidDataException($"Row {row.RowKey}: it names no callback."))
            : throw new InvalidDataException($"Row {row.RowKey}: {problem}.");
}
