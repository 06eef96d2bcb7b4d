using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
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

    /// <summary>What a receiver knows in the end: of each bill the callback id of the event that is highest in sequence.</summary>
    public static IReadOnlyDictionary<string, string> Latest(this IEnumerable<JsonNode> events) =>
        events
            .GroupBy(one => (string)one["subject"]!)
            .ToDictionary(bill => bill.Key, bill => (string)bill.MaxBy(one => (string)one["sequence"]!, StringComparer.Ordinal)!["id"]!);
}
