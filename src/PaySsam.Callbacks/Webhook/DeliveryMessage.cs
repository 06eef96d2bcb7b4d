using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using PaySsam.Callbacks.Changes;

namespace PaySsam.Callbacks.Webhook;

/// <summary>
/// A message on the queue <c>payment-deliveries</c>: base64 over <c>{"version":1,"attempt":0,"events":[…]}</c>, the events being
/// CloudEvents as they are posted, and the attempt the number of those that were made before.
/// </summary>
internal sealed record DeliveryMessage(int Attempt, IReadOnlyList<DeliveryMessage.Event> Events)
{
    /// <param name="Id">The event's.</param>
    /// <param name="BillId">Its subject.</param>
    /// <param name="Time">When the callback that it tells of came.</param>
    /// <param name="Json">All of it.</param>
    internal sealed record Event(string Id, string BillId, DateTimeOffset Time, byte[] Json);

    /// <summary>The texts of as few messages as hold the events.</summary>
    public static IEnumerable<string> Encode(int attempt, IEnumerable<byte[]> events) =>
        EventMessage.Pack(events, $$"""{"version":1,"attempt":{{attempt}},"events":[""", "]}");

    /// <summary>Reads a message's text as it stands on the queue.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out DeliveryMessage? message, [NotNullWhen(false)] out string? problem)
    {
        (message, problem) = (null, null);
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(text));
            if (json.RootElement.GetProperty("version").GetInt32() == 1)
                message = new DeliveryMessage(json.RootElement.GetProperty("attempt").GetInt32(), [.. json.RootElement.GetProperty("events").EnumerateArray().Select(Read)]);
        }
        catch (Exception fault) when (fault is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Reported below, without the exception's text: it can quote the message.
        }

        if (message is not { Attempt: >= 0, Events.Count: > 0 })
            (message, problem) = (null, "it is not a delivery message of version 1");
        return problem is null;
    }

    private static Event Read(JsonElement one) => new(
        Text(one, "id"), Text(one, "subject"), one.GetProperty("time").GetDateTimeOffset(), JsonMarshal.GetRawUtf8Value(one).ToArray());

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString() ?? throw new JsonException();
}
