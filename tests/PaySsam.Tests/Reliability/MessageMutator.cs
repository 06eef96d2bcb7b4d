using System.Text;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>Makes queue messages out of real ones: nothing of ours writes them, but somebody's script, or a later version, may.</summary>
internal sealed class MessageMutator(Random random)
{
    private static readonly string[] Parts =
    [
        "\"version\":1",
        "\"version\":2",
        "\"version\":\"1\"",
        "\"version\":1.0",
        "\"version\":99999999999",
        "\"Version\":1",
        "\"callbacks\":[]",
        "\"callbacks\":[null]",
        "\"callbacks\":{}",
        "\"callbacks\":null",
        "\"id\":null",
        "\"id\":7",
        "\"id\":\"\\ud800\"",
        "\"id\":\"\"",
        "\"\\udc00\":1",
        "\"traceParent\":\"\\ud800\"",
        "\"traceParent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"",
        "\"traceParent\":\"00-00000000000000000000000000000000-0000000000000000-ff\"",
        "\"traceParent\":{}",
        "\"receivedAt\":\"0001-01-01T00:00:00+14:00\"",
        "\"receivedAt\":\"0001-01-01T00:00:00Z\"",
        "\"receivedAt\":\"9999-12-31T23:59:59.9999999Z\"",
        "\"receivedAt\":\"9999-12-31T23:59:59-14:00\"",
        "\"receivedAt\":1",
        "\"receivedAt\":\"\\ud800\"",
        "\"receivedAt\":null",
        "\"body\":{}",
        "\"body\":null",
        "\"body\":[]",
        "\"body\":\"{}\"",
        "\"body\":{\"bill_id\":\"A1\"}",
        "\"body\":{\"bill_id\":\"\\ud800\",\"appr_state\":\"F\"}",
        "\"\":0",
        "\"extra\":{\"a\":[1]}",
    ];

    private readonly BodyMutator _bodies = new(random);

    public string Next()
    {
        var items = new List<string>();
        for (var count = random.Next(1, random.Next(100) == 0 ? 120 : 4); count > 0; count--)
            items.Add(Item());
        var json = $"{{{Join(["\"version\":1", $"\"callbacks\":[{string.Join(',', items)}]", .. Extra()])}}}";
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var damages = random.Next(5) / 3; damages > 0; damages--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return Damage(Convert.ToBase64String(bytes));
    }

    private string Item()
    {
        var body = random.Next(6) switch
        {
            0 => Encoding.UTF8.GetString(_bodies.Next()),
            1 => Deep(JsonText.MaxDepth * random.Next(1, 3) + random.Next(-5, 5)),
            2 => Some.Json(Some.BillId(), ("appr_num", random.Next())),
            _ => Some.Json("A1", ("appr_num", random.Next())),
        };
        return $"{{{Join(["\"id\":\"1\"", "\"receivedAt\":\"2026-01-02T03:04:05.678Z\"", $"\"body\":{body}", .. Extra()])}}}";
    }

    private string[] Extra() => random.Next(4) > 0 ? [] : [Parts[random.Next(Parts.Length)]];

    private string Join(string[] members)
    {
        // The last of two counts, so the order matters.
        if (random.Next(4) == 0)
            random.Shuffle(members);
        return string.Join(',', random.Next(30) > 0 ? members : members[1..]);
    }

    private static string Deep(int levels) =>
        $$"""{"bill_id":"A1","appr_state":"F","x":{{new string('[', levels)}}{{new string(']', levels)}}}""";

    private string Damage(string text)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(30) switch
        {
            0 => text[..at],
            1 => text.Insert(at, ((char)random.Next(char.MaxValue)).ToString()),
            2 => text.Insert(at, "\r\n"),
            3 => text.Remove(at / 2, at - at / 2),
            4 => text.Replace('A', '-'),
            5 => text + text,
            6 => CallbackMessage.Encode([Some.Received(Some.Callback("A1"))])[..^random.Next(9)],
            7 => text + new string(' ', 70_000),
            _ => text,
        };
    }
}
