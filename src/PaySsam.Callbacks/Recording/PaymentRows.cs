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
    private const string EventPrefix = "event-";
    private const string ReceivedAt = "ReceivedAt";
    private const string Body = "Body";
    private const string Source = "Source";
    private const string AuthenticatedBy = "AuthenticatedBy";
    private const string Dropped = "Dropped";
    private const string Corrected = "Corrected";
    internal static readonly string StateColumn = CallbackField.ApprState.WireName();

    /// <summary>
    /// The columns that a decision needs: all of the state row's, and of an event's all but the body and what is told of it.
    /// </summary>
    public static IReadOnlyList<string> Deciding { get; } =
    [
        nameof(TableEntity.PartitionKey),
        nameof(TableEntity.RowKey),
        nameof(TableEntity.Timestamp),
        .. StateRow.Own,
        ReceivedAt,
        Source,
        EventColumns.PublicId,
        EventColumns.FilledFields,
        EventColumns.Member,
        .. CallbackFields.All.Where(field => field is not CallbackField.Apikey).Select(field => field.WireName()),
    ];

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

    internal static T Read<T>(TableEntity row, Func<T> read)
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

    internal static Callback Parse(TableEntity row, ReadOnlyMemory<byte> json, string? id) =>
        CallbackParser.TryParse(json, out var callback, out var problem)
            ? callback.StoredAs(id ?? throw new InvalidDataException($"Row {row.RowKey}: it names no callback."))
            : throw new InvalidDataException($"Row {row.RowKey}: {problem}.");
}
