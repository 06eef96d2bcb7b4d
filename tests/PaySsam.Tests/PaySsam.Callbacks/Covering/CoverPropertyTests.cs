using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PaySsam.Callbacks.Covering;

namespace PaySsam.Tests.Callbacks.Covering;

/// <summary>What holds for any content: no number comes through, no plain field changes, and nothing throws.</summary>
public sealed class CoverPropertyTests
{
    private const int Contents = 1_000;
    private const string Plain = "20250105134753";

    private static readonly string[] Names = ["memo", "data", "appr_issuer", "payer", "x"];
    private static readonly string[] PersonalNames =
    [
        "appr_issuer_num",
        "apprIssuerNum",
        "appr_cash_issuance_number",
        "apprCashIssuanceNumber",
    ];

    [Fact]
    public void No_number_comes_through_JSON_in_any_place_and_disguise() =>
        ForAny(random =>
        {
            var digits = Digits(random);
            var json = Object(random, digits, levels: 3);

            var covered = Encoding.UTF8.GetString(JsonCover.Of(Encoding.UTF8.GetBytes(json))!.Value.Span);

            Assert.True(Disguise.IsIn(json, digits) || IsInNumber(json, digits), json);
            Assert.False(Disguise.IsIn(covered, digits) || IsInNumber(covered, digits), $"{json}\n{covered}");
            Assert.Equal(PlainOnes(json), PlainOnes(covered));
        });

    [Fact]
    public void None_comes_through_broken_JSON_or_forms() =>
        ForAny(random =>
        {
            var digits = Digits(random);
            var content = random.Next(3) switch
            {
                0 => Object(random, digits, levels: 3)[..^random.Next(1, 3)],
                1 => $"a=1&b={Disguise.Escape(random, Disguise.Group(random, digits))}&c=2",
                _ => $"<a>{Disguise.Escape(random, Disguise.Group(random, digits))}</a>",
            };

            var covered = Letter(content, isMessage: random.Next(2) == 0);

            Assert.False(Disguise.IsIn(covered, digits) || IsInNumber(covered, digits), $"{content}\n{covered}");
        });

    [Fact]
    public void Nothing_below_a_personal_name_comes_through() =>
        ForAny(random =>
        {
            var name = Escaped(random, Disguise.Any(random, PersonalNames));
            var value = random.Next(4) switch
            {
                0 => "\"CANARY\"",
                1 => "[\"a\",[\"CANARY\"]]",
                2 => "{\"CANARY\":{\"a\":\"CANARY\"}}",
                _ => "{\"a\":1,\"b\":\"\\\"CANARY\"}",
            };
            var json = $"{{\"a\":[{{{name}:{value},\"bill_id\":\"A1\"}}]}}";

            foreach (var content in new[] { json, json[..^1], JsonSerializer.Serialize(json), $"payload={Uri.EscapeDataString(json)}" })
            {
                Assert.Contains("CANARY", content, StringComparison.Ordinal);
                Assert.DoesNotContain("CANARY", Letter(content, isMessage: false), StringComparison.Ordinal);
            }
        });

    [Fact]
    public void No_bytes_and_no_text_throw() =>
        ForAny(random =>
        {
            var bytes = Encoding.UTF8.GetBytes(Object(random, Digits(random), levels: 3));
            for (var change = random.Next(20); change > 0; change--)
                bytes[random.Next(bytes.Length)] =
                    random.Next(2) == 0 ? (byte)random.Next(256) : (byte)Disguise.Any(random, [.. "\\\"%u{}[],:09eE"]);
            var units = string.Concat(Enumerable.Range(0, 40).Select(_ => (char)random.Next(0x10000)));

            foreach (var isMessage in new[] { false, true })
                Assert.NotNull(LetterCover.Of(bytes, isMessage));
            Assert.NotNull(LetterCover.Of(Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)), isMessage: true));
            Assert.NotNull(TextCover.Of(units));
            if (JsonCover.Of(bytes) is { } json)
                JsonDocument.Parse(json).Dispose();
        });

    private static void ForAny(Action<Random> law) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Contents));

    /// <summary>Digits that nothing else in a content is.</summary>
    private static string Digits(Random random) =>
        $"99{string.Concat(Enumerable.Range(0, random.Next(5, 15)).Select(_ => random.Next(10)))}";

    private static string Object(Random random, string digits, int levels)
    {
        var place = random.Next(4);
        var fields = Enumerable
            .Range(0, 4)
            .Select(field =>
                field == place ? Hiding(random, digits, levels)
                : random.Next(2) == 0 ? $"\"{Disguise.Any(random, ["bill_id", "apprDt", "appr_num"])}\":\"{Plain}\""
                : $"{Escaped(random, Disguise.Any(random, Names))}:{Disguise.Any(random, ["1", "true", "null", "\"a\"", "[]", "[1,{}]"])}"
            );
        return $"{{{string.Join(random.Next(2) == 0 ? "," : " ,\n", fields)}}}";
    }

    /// <summary>A field whose name or value is the number, or holds it further down.</summary>
    private static string Hiding(Random random, string digits, int levels)
    {
        var name = Escaped(random, Disguise.Any(random, random.Next(3) == 0 ? PersonalNames : Names));
        return random.Next(levels > 0 ? 6 : 4) switch
        {
            0 => $"{Escaped(random, Disguise.Group(random, digits))}:1",
            1 => $"{name}:{Number(random, digits)}",
            2 => $"{name}:{JsonSerializer.Serialize($"{{\"a\":{Escaped(random, Disguise.Group(random, digits))}}}")}",
            3 => $"{name}:{Escaped(random, Disguise.Escape(random, Disguise.Group(random, digits)))}",
            4 => $"{name}:[{Object(random, digits, levels - 1)}]",
            _ => $"\"bill_id\":{Object(random, digits, levels - 1)}",
        };
    }

    private static string Number(Random random, string digits) =>
        random.Next(4) switch
        {
            0 => digits,
            1 => $"-{digits}.0",
            2 => $"{digits[0]}.{digits[1..]}e{(digits.Length - 1).ToString(CultureInfo.InvariantCulture)}",
            _ => $"{digits}00E-2",
        };

    /// <summary>A JSON string of it, with some characters escaped.</summary>
    private static string Escaped(Random random, string text)
    {
        return $"\"{string.Concat(text.EnumerateRunes().Select(rune => IsEscaped(rune.Value) ? Disguise.Units(rune) : $"{rune}"))}\"";

        bool IsEscaped(int rune) => rune is '"' or '\\' or < ' ' || random.Next(4) == 0;
    }

    private static bool IsInNumber(string json, string digits) =>
        json.Replace(".", "", StringComparison.Ordinal).Contains(digits, StringComparison.Ordinal);

    private static string Letter(string content, bool isMessage) => LetterCover.Of(Encoding.UTF8.GetBytes(content), isMessage);

    /// <summary>How many texts are the plain one, but for those below a personal name.</summary>
    private static int PlainOnes(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Count(document.RootElement);

        static int Count(JsonElement element) =>
            element.ValueKind switch
            {
                JsonValueKind.Array => element.EnumerateArray().Sum(Count),
                JsonValueKind.Object => element
                    .EnumerateObject()
                    .Where(field => !PersonalNames.Any(field.NameEquals))
                    .Sum(field => Count(field.Value)),
                JsonValueKind.String when element.ValueEquals(Plain) => 1,
                _ => 0,
            };
    }
}
