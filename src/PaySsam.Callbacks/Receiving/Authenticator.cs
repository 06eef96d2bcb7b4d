using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Receiving;

public enum Authentication
{
    /// <summary>No credential can be read from it.</summary>
    Unreadable,

    /// <summary>The <c>apikey</c> is missing or unknown.</summary>
    Refused,

    /// <summary>The <c>apikey</c> is one of ours.</summary>
    Accepted,
}

/// <summary>Checks the <c>apikey</c> inside a body, and takes every live key out of it.</summary>
public sealed class Authenticator(ApiKeys keys)
{
    /// <param name="body">The request's body as it came.</param>
    /// <param name="withoutKeys">
    /// When accepted, the same JSON without the <c>apikey</c>, and with "" for any other string or number that
    /// holds a live key, at any depth. Nothing else is changed, not even white space.
    /// </param>
    /// <param name="problem">When unreadable, why; it quotes nothing.</param>
    public Authentication Authenticate(ReadOnlySpan<byte> body, out ReadOnlyMemory<byte> withoutKeys, out string? problem)
    {
        withoutKeys = default;
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        var accepted = false;
        problem = body.IsEmpty ? "The body is empty."
            : !Utf8.IsValid(body) ? "The body is not UTF-8."
            : CheckKey(body, out accepted);
        if (problem is not null)
            return Authentication.Unreadable;
        if (!accepted)
            return Authentication.Refused;
        withoutKeys = RemoveKeys(body);
        return Authentication.Accepted;
    }

    private string? CheckKey(ReadOnlySpan<byte> json, out bool accepted)
    {
        accepted = false;
        var seen = false;
        var reader = JsonText.Read(json);
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
                return "The body is not a JSON object.";
            while (reader.Read())
            {
                if (!IsApiKeyName(reader))
                    continue;
                if (seen)
                    return "apikey is given twice.";
                seen = true;
                reader.Read();
                accepted = reader.TokenType is JsonTokenType.String or JsonTokenType.Number
                    && reader.TryGetText(out var key) && keys.IsLive(key);
            }

            return null;
        }
        catch (JsonException)
        {
            return $"The body is not well-formed JSON of at most {JsonText.MaxDepth} levels.";
        }
    }

    private static bool IsApiKeyName(in Utf8JsonReader reader) =>
        reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }
        && reader.TryGetText(out var name) && name.SequenceEqual(CallbackField.Apikey.Utf8WireName());

    private Memory<byte> RemoveKeys(ReadOnlySpan<byte> json)
    {
        var output = new byte[json.Length];
        var written = 0;
        var copied = 0;
        var previousEnd = 0;
        var reader = JsonText.Read(json);
        while (reader.Read())
        {
            if (IsApiKeyName(reader))
            {
                var name = reader.TokenRange();
                reader.Read();
                var end = reader.TokenRange().End.Value;
                reader.Read();

                // With the comma behind it, or, where it is the last, the comma before it.
                var (from, to) = reader.TokenType is JsonTokenType.PropertyName
                    ? (name.Start.Value, (int)reader.TokenStartIndex)
                    : (previousEnd, end);
                CopyUpTo(json, from, output, ref written, ref copied);
                copied = to;
            }

            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number
                && HoldsKey(reader))
            {
                CopyUpTo(json, reader.TokenRange().Start.Value, output, ref written, ref copied);
                "\"\""u8.CopyTo(output.AsSpan(written));
                written += 2;
                copied = reader.TokenRange().End.Value;
            }

            previousEnd = reader.TokenType is JsonTokenType.PropertyName ? previousEnd : (int)reader.BytesConsumed;
        }

        CopyUpTo(json, json.Length, output, ref written, ref copied);
        return output.AsMemory(0, written);
    }

    // Some decoders do make text of half a surrogate pair, and would find the key behind its escapes.
    private bool HoldsKey(in Utf8JsonReader reader) => keys.AreIn(
        reader.TryGetText(out var text) ? text : Encoding.UTF8.GetBytes(Regex.Unescape(Encoding.UTF8.GetString(reader.ValueSpan))));

    private static void CopyUpTo(ReadOnlySpan<byte> json, int end, byte[] output, ref int written, ref int copied)
    {
        json[copied..end].CopyTo(output.AsSpan(written));
        written += end - copied;
        copied = end;
    }
}
