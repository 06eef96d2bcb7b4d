using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>A body as it is sent.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="ContentEncoding">What is declared, truly or not.</param>
/// <param name="Token">The URL's.</param>
/// <param name="Plain">The text that it was made of, where that is still in it whole; else null.</param>
internal sealed record FuzzedBody(byte[] Bytes, string? ContentEncoding, string? Token, string? Plain);

/// <summary>
/// Makes bodies out of real ones: changed as JSON first, so that they stay deep in the product; then, some, as bytes; then, some,
/// put into another form, encoding or coding.
/// </summary>
internal sealed class BodyMutator(Random random)
{
    /// <summary>The live keys: one of them can be a number.</summary>
    public static readonly string[] Keys = [Some.ApiKey, "1234567890123456"];

    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1e99999",
        "-12345678901234567890123456789",
        "0.1E-7",
        "\"\"",
        "\" \"",
        "{}",
        "[]",
        "[null,{}]",
        "\"\\u0000\"",
        "\"W\"",
        "\"F\"",
        "\"C\"",
        "\"D\"",
        "\"f\"",
        "\"FF\"",
        "\"50000\"",
        "\"20250105134753\"",
        "\"20251399999999\"",
        "\"01000012345\"",
        "\"/\\\\#?~\\/\\b\"",
        "{\"a\":1,\"a\":2}",
        "{\"apikey\":\"x\",\"bill_id\":[]}",
        "\"{\\\"apikey\\\":1}\"",
        "\"'; DROP TABLE Payments--\"",
        "\"한글\\uD55C\\u00e9\"",
        "\"\ufffe\u2028\"",
    ];

    // The halves of 😀, alone or the wrong way round.
    private static readonly string[] Halves = [@"\ud83d", @"\ude00", @"\ude00\ud83d", @"\ud83d\ud83d\ude00", @"a\uD83D", @"\ud83d\u0041"];

    private static readonly byte[][] BadUtf8 =
    [
        [0xC0, 0xAF],
        [0xE0, 0x80, 0xAF],
        [0xED, 0xA0, 0xBD],
        [0xF4, 0x90, 0x80, 0x80],
        [0xFF],
        [0xE2, 0x82],
        [0x80],
        [0xF8, 0x88, 0x80, 0x80, 0x80],
    ];

    private static readonly string[] Tokens =
    [
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        "//x\n",
        "/**/",
        "NaN",
        "-",
        "01",
        "1.",
        "'",
        "\\x",
        "\\u12",
        "\0",
        "\t",
        "\n",
        "{}",
        "\u00a0",
        "tru",
        "\\ud800",
    ];

    private static readonly Member[][] Seeds =
    [
        .. new[] { "callback.json", "callback.v2.json" }.Select(sample =>
            Read(
                File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", sample))
                    .Replace("local-development-key", Keys[0], StringComparison.Ordinal)
            )
        ),
        Read("""{"apikey":1234567890123456,"bill_id":"A1","appr_state":"W"}"""),
        Read("""{"api\u006bey":"a-live\u002dkey-of-the-tests","bill\u005Fid":"\uc0ac\/업","appr_state":"\u0046","appr_price":"-1"}"""),
        Read(
            """
            {"bill_id":20240101,"appr_state":"C","member":{"이름":["가",null,{"x":1e400}],"":""},
             "x":[[[]]],"appr_price":50000,"appr_monthly":true,"apikey":"1234567890123456"}
            """
        ),
        Read("""{"apiKey":"a-live-key-of-the-tests","member":"m","bill":{"billId":"A1","apprState":"F","apprPrice":1,"apprNum":{}}}"""),
        Read(
            """
            {"code":"0000","data":{"apiKey":"a-live-key-of-the-tests","bill\u0049d":"A1","appr_state":"C",
             "x":[{"billId":"A2"}]},"apikey":null}
            """
        ),
        Read(
            """
            {"bill_id":"😀\ud83d\ude00\u0000","apikey":"a-live-key-of-the-tests","appr_state":"D",
             "appr_num":"1","appr_num":"2","\ud800":"\udc00","":[]}
            """
        ),
    ];

    /// <summary>What is dropped, and so must never be stored.</summary>
    public const string Signature = "iVBORw0KGgoSIGNATUREAAANSUhEUg";

    /// <summary>A body in any of the ways that one may come.</summary>
    public FuzzedBody NextSent()
    {
        var members = NextMembers();
        var isForm = random.Next(8) == 0;
        var json = Encoding.UTF8.GetBytes(isForm ? Form(members) : Write(members));
        var isDamaged = random.Next(5) == 0;
        var body = isDamaged ? Damage(json) : json;
        var plain = isDamaged || isForm ? null : Encoding.UTF8.GetString(body);
        if (random.Next(4) == 0)
            body = Reencode(Encoding.UTF8.GetString(body));
        var declared = random.Next(10) == 0 ? Pick(["gzip", "br", "deflate", "BR", "identity", "gzip, br", ""]) : null;
        var coding = random.Next(12);
        (body, declared) = coding switch
        {
            0 or 1 => (Compress(body, to => new GZipStream(to, CompressionLevel.Fastest)), random.Next(2) == 0 ? "gzip" : declared),
            2 => (Compress(body, to => new BrotliStream(to, CompressionLevel.Fastest)), "br"),
            3 => (Compress(body, to => new ZLibStream(to, CompressionLevel.Fastest)), "deflate"),
            4 => (Compress(body, to => new DeflateStream(to, CompressionLevel.Fastest)), "deflate"),
            _ => (body, declared),
        };
        if (coding < 5 && random.Next(10) == 0)
            (body, plain) = (Damage(body), null);
        return new(
            body,
            declared,
            random.Next(3) switch
            {
                0 => Some.UrlToken,
                1 => "a1url2token3of4the5tests67890124",
                _ => null,
            },
            plain
        );
    }

    public byte[] Next()
    {
        var body = Encoding.UTF8.GetBytes(Write(NextMembers()));
        return random.Next(5) == 0 ? Damage(body) : body;
    }

    private List<Member> NextMembers()
    {
        var members = Pick(Seeds).ToList();
        for (var changes = random.Next(4); changes > 0 && members.Count > 0; changes--)
            Change(members);
        if (random.Next(2000) == 0)
            members.Add(new("\"pad\"", ""));
        if (random.Next(10) == 0)
            members.Insert(random.Next(members.Count + 1), Long());
        return members;
    }

    /// <summary>What is too long to keep, or nearly.</summary>
    private Member Long() =>
        random.Next(4) switch
        {
            0 => new(Pick(["\"apprSign\"", "\"appr_sign\"", "\"appr\\u0053ign\""]), Quoted(Signature + Pick(["", Keys[0], "\\n"]))),
            1 => new("\"photo\"", Quoted(Signature + new string('A', random.Next(4000, 5000) - Signature.Length) + new string('B', 200))),
            2 => new(
                Quoted(FieldName(Pick(CallbackFields.All.AsSpan()[1..]))),
                Quoted(new string(Pick(["x", "가"])[0], random.Next(500, 40_000)))
            ),
            _ => new("\"many\"", $"[{string.Join(',', Enumerable.Repeat("{\"a\":\"가나다\"}", random.Next(100, 3000)))}]"),
        };

    /// <summary>As an HTML form has them; of what is no text, its JSON.</summary>
    private string Form(List<Member> members) =>
        string.Join('&', members.Select(member => $"{FormText(member.Name)}={FormText(member.Value)}"));

    private string FormText(string token)
    {
        var text = token is ['"', .., '"'] ? JsonUnescape.All(Encoding.UTF8.GetBytes(Unquoted(token))) : token;
        return random.Next(8) == 0 ? text : Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
    }

    private byte[] Reencode(string text) =>
        random.Next(5) switch
        {
            0 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            1 => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)],
            2 => [.. Encoding.UTF8.GetBytes(text), 0, 0, 0],
            _ => CodePagesEncodingProvider.Instance.GetEncoding(949)!.GetBytes(text),
        };

    private static byte[] Compress(byte[] body, Func<Stream, Stream> open)
    {
        var output = new MemoryStream();
        using (var stream = open(output))
            stream.Write(body);
        return output.ToArray();
    }

    private void Change(List<Member> members)
    {
        var at = random.Next(members.Count);
        var member = members[at];
        switch (random.Next(17))
        {
            case 0 or 1:
                members[at] = member with { Value = Pick(Values) };
                break;
            case 2:
                members.Insert(
                    random.Next(members.Count + 1),
                    new(Escaped(member.Name), random.Next(2) == 0 ? member.Value : Pick(Values))
                );
                break;
            case 3:
                members.RemoveAt(at);
                break;
            case 4:
                members[at] = new(Escaped(member.Name), Escaped(member.Value));
                break;
            case 5 or 6 or 7:
                members.Insert(random.Next(members.Count + 1), Hidden());
                break;
            case 8:
                members.Insert(at, new("\"deep\"", Deep(JsonText.MaxDepth - random.Next(-2, 5))));
                break;
            case 9:
                members.Insert(at, random.Next(2) == 0 ? new(Quoted(Pick(Halves)), Pick(Values)) : new("\"half\"", Quoted(Pick(Halves))));
                break;
            case 10:
                members[at] = member with { Value = Quoted(Pick(Halves)) };
                break;
            case 11:
                members[at] = member with { Value = Quoted(new string(Pick(["x", "가"])[0], random.Next(61, 68))) };
                break;
            case 12:
                members[at] = member with
                {
                    Name = Quoted(
                        Pick([
                            Unquoted(member.Name).ToUpperInvariant(),
                            Unquoted(member.Name) + "\\u0000",
                            "appr_state",
                            FieldName(Pick(CallbackFields.All.AsSpan())),
                        ])
                    ),
                };
                break;
            case 13:
                members[at] = new(Renamed(member.Name), member.Value);
                break;
            case 14:
                members.Insert(
                    random.Next(members.Count + 1),
                    new(Renamed(member.Name), random.Next(2) == 0 ? member.Value : Pick(Values))
                );
                break;
            case 15:
                Wrap(members);
                break;
            default:
                random.Shuffle(CollectionsMarshal.AsSpan(members));
                break;
        }
    }

    /// <summary>The same field by its name in the other version; what is no field stays.</summary>
    private static string Renamed(string name) =>
        CallbackFields.Find(Encoding.UTF8.GetBytes(Unquoted(name)), out var isV2) is { } field
            ? Quoted(isV2 ? field.WireName() : field.V2Name())
            : name;

    private string FieldName(CallbackField field) => random.Next(2) == 0 ? field.WireName() : field.V2Name();

    /// <summary>All from a place on in an envelope, or in something like one.</summary>
    private void Wrap(List<Member> members)
    {
        var first = random.Next(Math.Min(3, members.Count));
        var inside = string.Join(',', members.Skip(first).Select(member => $"{member.Name}:{member.Value}"));
        members.RemoveRange(first, members.Count - first);
        var name = Pick(["\"bill\"", "\"data\"", "\"body\""]);
        members.Insert(
            random.Next(members.Count + 1),
            new(Escaped(name), random.Next(3) == 0 ? $"{{{Escaped(name)}:{{{inside}}}}}" : $"{{{inside}}}")
        );
    }

    /// <summary>A live key where none belongs.</summary>
    private Member Hidden()
    {
        var key = Pick(Keys);
        var text = Quoted(Pick(["", "k=", "\\\\", "\\ud800", "한"]) + Escaped(key) + Pick(["", "1", "\\udc00", "\\n"]));
        return random.Next(6) switch
        {
            0 => new(text, Pick(Values)),
            1 => new("\"apikey2\"", Pick(["", "-", "9"]) + Keys[1] + Pick(["", "0", ".5", "e5"])),
            2 => new("\"list\"", $"[1,{text},[{{{text}:{text}}}]]"),
            3 => new(Pick(["\"body\"", "\"data\""]), $"{{\"{FieldName(CallbackField.Apikey)}\":{text},\"x\":{Keys[1]}}}"),
            4 => new("\"json\"", Quoted($"{{\\\"apikey\\\":\\\"{key}\\\"}}")),
            _ => new(Quoted(FieldName(Pick(CallbackFields.All.AsSpan()[1..]))), text),
        };
    }

    private string Write(List<Member> members)
    {
        var gap = Pick(["", "", " ", "\n\t", "\r\n  "]);
        var json = $"{{{gap}{string.Join($"{gap},{gap}", members.Select(member => $"{member.Name}{gap}:{member.Value}"))}{gap}}}{gap}";
        if (members.Count == 0 || members[^1].Value.Length > 0)
            return json;

        // Filled up to the limit, and just over it.
        var missing = BodyReader.LargestBody - Encoding.UTF8.GetByteCount(json) - 2 + random.Next(-1, 2);
        var pad = Quoted(new string('a', Math.Max(0, missing)));
        return json.Insert(json.LastIndexOf(':') + 1, pad);
    }

    private byte[] Damage(byte[] body)
    {
        var at = random.Next(body.Length + 1);
        var end = at + random.Next(Math.Min(body.Length - at, 20) + 1);
        var half = Encoding.UTF8.GetString(body);
        switch (random.Next(12))
        {
            case 0 or 1:
                return [.. body[..at], .. Encoding.UTF8.GetBytes(Pick(Tokens)), .. body[at..]];
            case 2:
                return [.. body[..at], .. Pick(BadUtf8), .. body[at..]];
            case 3:
                return [.. body[..at], .. body[end..]];
            case 4:
                return [.. body[..end], .. body[at..]];
            case 5:
                return body[..at];
            case 6:
                return [.. body[..at], (byte)random.Next(256), .. body[Math.Min(at + 1, body.Length)..]];
            case 7 or 8:
                return [.. "\uFEFF"u8, .. body];
            case 9:
                return Pick<byte[]>([
                    [.. "\uFEFF\uFEFF"u8, .. body],
                    [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(half)],
                    Encoding.BigEndianUnicode.GetBytes(half),
                    Encoding.UTF32.GetBytes(half),
                ]);
            case 10:
                return [.. body, .. Encoding.UTF8.GetBytes(Pick(Tokens))];
            default:
                return Pick<byte[]>([
                    [],
                    [0],
                    "null"u8.ToArray(),
                    [.. "["u8, .. body, .. "]"u8],
                    random.Next(20) == 0 ? new byte[BodyReader.LargestBody + 1] : [],
                ]);
        }
    }

    /// <summary>The same text with some of its characters as \uhhhh, in a string or a name alike; anything else as it is.</summary>
    private string Escaped(string token)
    {
        if (random.Next(3) == 0 || token.Contains('\\', StringComparison.Ordinal) || token is ['{' or '[', ..])
            return token;
        var isText = !token.StartsWith('"') ? token == Keys[0] || token == Keys[1] : token.Length > 2;
        var often = random.Next(1, 6);
        return !isText
            ? token
            : string.Concat(
                token.Select(unit =>
                    unit is '"' || random.Next(often) > 0
                        ? unit.ToString()
                        : $"\\u{((int)unit).ToString(random.Next(2) == 0 ? "x4" : "X4", null)}"
                )
            );
    }

    private string Deep(int levels) =>
        random.Next(2) == 0
            ? new string('[', levels) + new string(']', levels)
            : string.Concat(Enumerable.Repeat("{\"\":", levels)) + "0" + new string('}', levels);

    private T Pick<T>(ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Unquoted(string token) => token[1..^1];

    private static Member[] Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.EnumerateObject()
                .Select(property => new Member(
                    Quoted(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property))),
                    property.Value.GetRawText()
                )),
        ];
    }

    /// <summary>A name and a value as they stand in JSON.</summary>
    private readonly record struct Member(string Name, string Value);
}
