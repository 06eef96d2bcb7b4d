using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Callbacks.Following;

/// <summary>
/// A message on the queue <c>payment-deliveries</c>: base64 over <c>{"version":1,"attempt":0,"events":[…]}</c>, the events being
/// CloudEvents as they are posted, and the attempt the number of those that were made before.
/// </summary>
internal sealed partial record DeliveryMessage(int Attempt, IReadOnlyList<DeliveryMessage.Event> Events)
{
    /// <param name="Id">The event's: at most 100 of <c>A-Za-z0-9._~-</c>, because it becomes a header and stands in logs.</param>
    /// <param name="BillId">Its subject; not empty.</param>
    /// <param name="Time">When the callback that it tells of came; from 1601 on, as a table holds no earlier one.</param>
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
            {
                var events = json.RootElement.GetProperty("events").EnumerateArray().Select(Read);
                message = new DeliveryMessage(json.RootElement.GetProperty("attempt").GetInt32(), [.. events]);
            }
        }
        catch (Exception fault) when (fault is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Reported below, without the exception's text: it can quote the message.
        }

        if (message is not { Attempt: >= 0, Events.Count: > 0 })
            (message, problem) = (null, "it is not a delivery message of version 1");
        return problem is null;
    }

    private static Event Read(JsonElement one)
    {
        var (id, billId) = (one.GetProperty("id").GetString(), one.GetProperty("subject").GetString());
        var time = one.GetProperty("time").GetDateTimeOffset();
        return id is not null && ValidId().IsMatch(id) && billId is { Length: > 0 } && time.UtcDateTime.Year >= CallbackMessage.EarliestYear
            ? new Event(id, billId, time, JsonMarshal.GetRawUtf8Value(one).ToArray())
            : throw new JsonException();
    }

    [GeneratedRegex(@"^[A-Za-z0-9._~-]{1,100}\z")]
    private static partial Regex ValidId();
}
