using System.Text.Json;
using System.Text.Json.Nodes;

namespace PaySsam.Simulator.Listening;

/// <summary>What a post was, to somebody who knows those before it.</summary>
internal enum Arrival
{
    /// <summary>It is what its bill is now.</summary>
    Newest,

    /// <summary>Its bill is newer already.</summary>
    Older,

    /// <summary>It came before.</summary>
    Duplicate,

    /// <summary>It tells of no payment.</summary>
    Test,

    /// <summary>It is not an event.</summary>
    Unreadable,
}

/// <summary>Keeps of each bill the highest sequence: what a receiver has to do. Not for two threads at once.</summary>
internal sealed class EventLog
{
    private readonly Dictionary<string, string> _sequences = [];
    private readonly HashSet<string> _ids = [];
    private readonly int[] _counts = new int[Enum.GetValues<Arrival>().Length];

    public int Bills => _sequences.Count;

    public int Count(Arrival arrival) => _counts[(int)arrival];

    /// <summary>Takes an event, and says what it was and what it tells: the bill, its state, amount, net and attention.</summary>
    public (Arrival Arrival, string Text) Take(byte[] body)
    {
        var (arrival, text) = Read(body);
        _counts[(int)arrival]++;
        return (arrival, text);
    }

    private (Arrival Arrival, string Text) Read(byte[] body)
    {
        try
        {
            var json = JsonNode.Parse(body)!;
            var (id, type) = ((string)json["id"]!, (string)json["type"]!);
            if (type == "kr.payssam.webhook.test.v1")
                return (Arrival.Test, id);
            var (bill, sequence, data) = ((string)json["subject"]!, (string)json["sequence"]!, json["data"]!);
            if ((string)json["specversion"]! != "1.0" || (string)data["bill_id"]! != bill || sequence.Length == 0)
                return (Arrival.Unreadable, "");
            var text = $"{data["state"]} {bill} {data["amount_won"]}{Money(data)} {sequence}";
            if (!_ids.Add(id))
                return (Arrival.Duplicate, text);
            if (_sequences.TryGetValue(bill, out var known) && string.CompareOrdinal(sequence, known) < 0)
                return (Arrival.Older, text);
            _sequences[bill] = sequence;
            return (Arrival.Newest, text);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return (Arrival.Unreadable, "");
        }
    }

    // An older version of the product tells neither.
    private static string Money(JsonNode data) =>
        (data["net_won"] is { } net ? $" net {net}" : "")
        + (
            data["attention"] is JsonArray { Count: > 0 } codes ? $" attention {string.Join(',', codes.Select(code => (string?)code))}" : ""
        );
}
