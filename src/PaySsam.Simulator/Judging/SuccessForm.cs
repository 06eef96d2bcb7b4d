using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Judging;

/// <summary>The body that PaySsam counts as success, and in what another differs from it.</summary>
internal static partial class SuccessForm
{
    private const string Code = "0000";
    private const string Message = "성공하였습니다.";
    private const int MostExtras = 3;

    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes($$"""{"code":"{{Code}}","msg":"{{Message}}"}""");

    /// <summary>Whether the sender would take it for an acknowledgement, in whatever form.</summary>
    public static bool IsAcknowledgement(Answer answer) =>
        answer.Status is >= 200 and < 300 && HasCode(answer.Body, code => IsText(code, Code));

    /// <summary>Whether it names a code other than success, whatever its status.</summary>
    public static bool IsRefusal(Answer answer) => HasCode(answer.Body, code => !IsText(code, Code));

    public static IReadOnlyList<Finding> Compare(ReadOnlyMemory<byte> body)
    {
        if (body.Span.SequenceEqual(Bytes))
            return [];
        if (body.IsEmpty)
            return [Failed("empty", Texts.EmptyBody)];
        var text = WithoutBom(body);
        if (!Utf8.IsValid(text.Span))
            return [Failed("charset", IsLegacyKorean(text.Span) ? Texts.LegacyKorean : Texts.NotUtf8)];
        if (text.Span.TrimStart(" \r\n\t"u8) is [(byte)'<', ..])
            return [Failed("html", Texts.Html)];
        if (!TryParse(text, out var json, out var position))
            return [Failed("not-json", Texts.NotJson(position))];
        if (json.ValueKind is not JsonValueKind.Object)
            return [Failed("not-object", Texts.NotObject)];
        try
        {
            if (Enum.GetValues<ApiVersion>().Any(version => Has(json, version, Callback.BillId) || Has(json, version, Callback.ApiKey)))
                return [Failed("echo", Texts.Echo)];
            return [.. CompareValues(json), .. CompareBytes(body, text, json)];
        }
        catch (InvalidOperationException)
        {
            return [Failed("not-json", Texts.HalfSurrogate)];
        }
    }

    private static bool Has(JsonElement json, ApiVersion version, string field) =>
        json.TryGetProperty(Callback.NameIn(version, field), out _);

    private static bool HasCode(ReadOnlyMemory<byte> body, Func<JsonElement, bool> isIt)
    {
        try
        {
            return TryParse(WithoutBom(body), out var json, out _)
                && json.ValueKind is JsonValueKind.Object
                && json.TryGetProperty("code", out var code)
                && isIt(code);
        }
        catch (InvalidOperationException)
        {
            return false; // Half a surrogate pair, which is no text.
        }
    }

    private static IEnumerable<Finding> CompareValues(JsonElement json)
    {
        if (!json.TryGetProperty("code", out var code) || !IsText(code, Code))
            yield return Failed("code", Texts.WrongCode(Shown(code)));
        if (!json.TryGetProperty("msg", out var msg) || !IsText(msg, Message))
            yield return Failed("msg", Texts.WrongMessage(Shown(msg), Message));
        var names = json.EnumerateObject().Select(field => field.Name).ToList();
        foreach (
            var extra in names
                .Where(name => name is not ("code" or "msg"))
                .Concat(names.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key))
                .Distinct()
                .Take(MostExtras)
        )
            yield return Failed("extra-field", Texts.ExtraField(extra));
    }

    private static IEnumerable<Finding> CompareBytes(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> text, JsonElement json)
    {
        var raw = Encoding.UTF8.GetString(text.Span);
        var at = body.Span.CommonPrefixLength(Bytes) + 1;
        if (body.Length != text.Length)
            yield return Differs("bom", Texts.Bom);
        if (raw.Contains('\\', StringComparison.Ordinal))
            yield return Differs("escaping", Texts.Escaping(at));
        if (json.EnumerateObject().Select(field => field.Name).SkipWhile(name => name is not "msg").Contains("code"))
            yield return Differs("order", Texts.Order(at));
        if (Strings().Replace(raw, "").Any(char.IsWhiteSpace))
            yield return Differs("spacing", Texts.Spacing(at));
    }

    private static Finding Failed(string id, Phrase text) => new(id, Verdict.Failure, text);

    private static Finding Differs(string id, Phrase text) => new(id, Verdict.Warning, text);

    private static bool IsText(JsonElement value, string wanted) => value.ValueKind is JsonValueKind.String && value.ValueEquals(wanted);

    private static string Shown(JsonElement value) => value.ValueKind is JsonValueKind.Undefined ? "–" : value.GetRawText();

    private static ReadOnlyMemory<byte> WithoutBom(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static bool TryParse(ReadOnlyMemory<byte> body, out JsonElement json, out long position)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            (json, position) = (document.RootElement.Clone(), 0);
            return true;
        }
        catch (JsonException fault)
        {
            (json, position) = (default, fault.BytePositionInLine.GetValueOrDefault() + 1);
            return false;
        }
    }

    private static bool IsLegacyKorean(ReadOnlySpan<byte> body) =>
        CodePagesEncodingProvider.Instance.GetEncoding(949)!.GetString(body).Contains("성공", StringComparison.Ordinal);

    [GeneratedRegex(
        """
            "(\\.|[^"\\])*"
            """
    )]
    private static partial Regex Strings();
}
