using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Tests.Support;

/// <summary>Reads the queue <c>payment-changes</c> as the partner's own system does.</summary>
internal static class ChangeEvents
{
    /// <summary>All events that wait, in the order of the queue; takes them off it.</summary>
    public static async Task<IReadOnlyList<JsonNode>> TakeAsync(string storage)
    {
        var queue = new QueueClient(
            storage,
            StorageNames.ChangeQueue,
            new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04)
        );
        var events = new List<JsonNode>();
        while ((QueueMessage[])await queue.ReceiveMessagesAsync(queue.MaxPeekableMessages) is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                events.AddRange(JsonNode.Parse(Convert.FromBase64String(message.MessageText))!.AsArray().Select(one => one!));
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return events;
    }

    /// <summary>The event of a bill of one callback.</summary>
    public static byte[] Write(string source, ReceivedCallback received) =>
        ChangeEvent.Write(source, ChangedBill.Of(received.Callback, Journals.Change(received)));

    /// <summary>What a receiver knows in the end: of each bill the data of the event that is highest in sequence.</summary>
    public static IReadOnlyDictionary<string, string> Latest(this IEnumerable<JsonNode> events) =>
        events
            .GroupBy(one => (string)one["subject"]!)
            .ToDictionary(
                bill => bill.Key,
                bill => bill.MaxBy(one => (string)one["sequence"]!, StringComparer.Ordinal)!["data"]!.ToJsonString()
            );

    /// <summary>What an event must say of a bill whose callbacks were pushed.</summary>
    public static string Data(Bill bill) =>
        JsonNode.Parse(ChangeEvent.Data(bill.Payment, ReceivedCallback.Pushed, bill.Ledger))!.ToJsonString();
}
