using System.Text.Json;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// The rows of a bill in the table <c>Payments</c>: one <c>state</c>, for anyone to read with any Table client, and an
/// <c>event-{callback id}</c> for each distinct callback. What is kept of a callback is at most 32 KiB, so no property can pass Table
/// Storage's 64 KiB, nor a row its 1 MiB. A callback that is read is known by the id that it was stored by, never by its
/// content: personal data in that may have been blanked.
/// </summary>
internal static class PaymentRows
{
    public const string StateKey = "state";
    private const string CallbackId = "CallbackId";
    private const string EventPrefix = "event-";
    private const string UnknownFields = "UnknownFields";
    private const string ReceivedAt = "ReceivedAt";
    private const string Body = "Body";
    private const string Source = "Source";
    private const string AuthenticatedBy = "AuthenticatedBy";
    private const string Dropped = "Dropped";
    private static readonly string StateColumn = CallbackField.ApprState.WireName();

    public static TableEntity State(Callback payment)
    {
        var row = new TableEntity(TableKey.ForBill(payment.BillId), StateKey)
        {
            [CallbackId] = payment.Id,
            ["ApprovedAt"] = payment.ApprovedAt?.ToUniversalTime(),
            ["AmountWon"] = payment.AmountWon,
            [UnknownFields] = payment.UnknownJson,
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

    public static TableEntity Event(ReceivedCallback received) =>
        new(TableKey.ForBill(received.Callback.BillId), EventPrefix + received.Callback.Id)
        {
            [ReceivedAt] = received.ReceivedAt,
            [StateColumn] = received.Callback.State.ToString(),
            [Body] = received.Callback.Json.ToArray(),
            [Source] = received.IsRead ? received.Source : null,
            [AuthenticatedBy] = received.AuthenticatedBy,
            [Dropped] = DroppedJson.Write(received.Dropped),
        };

    public static bool IsEvent(TableEntity row) => row.RowKey.StartsWith(EventPrefix, StringComparison.Ordinal);

    /// <exception cref="InvalidDataException">Somebody has damaged the row.</exception>
    public static ReceivedCallback ReadEvent(TableEntity row) =>
        Read(
            row,
            () =>
                new ReceivedCallback(
                    Parse(row, row.GetBinary(Body), row.RowKey[EventPrefix.Length..]),
                    row.GetDateTimeOffset(ReceivedAt).GetValueOrDefault(),
                    TraceParent: null,
                    IsRead: row.GetString(Source) is ReceivedCallback.Read
                )
                {
                    AuthenticatedBy = row.GetString(AuthenticatedBy),
                    Dropped = DroppedJson.Read(row.GetString(Dropped)),
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
