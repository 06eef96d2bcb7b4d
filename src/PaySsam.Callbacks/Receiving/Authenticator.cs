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

/// <summary>
/// Checks the <c>apikey</c> (<c>apiKey</c> in API v2) inside a body, and takes every live key out of it. It is the one at the
/// top; where the top has none, or an empty one, the one in the only <see cref="Envelope"/>.
/// </summary>
public sealed class Authenticator(ApiKeys keys)
{
    private const int None = -1;

    /// <param name="body">The request's body as it came.</param>
    /// <param name="withoutKeys">
    /// When accepted, the same JSON without the <c>apikey</c>, at the top and in the only envelope, and with "" for any other
    /// string or number that holds a live key, at any depth. Nothing else is changed, not even white space.
    /// </param>
    /// <param name="problem">When unreadable, why; it quotes nothing.</param>
    public Authentication Authenticate(ReadOnlySpan<byte> body, out ReadOnlyMemory<byte> withoutKeys, out string? problem)
    {
        withoutKeys = default;
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        var accepted = false;
        var envelope = None;
        problem = body.IsEmpty ? "The body is empty."
            : !Utf8.IsValid(body) ? "The body is not UTF-8."
            : CheckKey(body, out accepted, out envelope);
        if (problem is not null)
            return Authentication.Unreadable;
        if (!accepted)
            return Authentication.Refused;
        withoutKeys = RemoveKeys(body, envelope);
        return Authentication.Accepted;
    }

    /// <param name="json">The body.</param>
    /// <param name="accepted">Whether its key is live.</param>
    /// <param name="envelope">Where the only envelope begins, or <see cref="None"/>.</param>
    private string? CheckKey(ReadOnlySpan<byte> json, out bool accepted, out int envelope)
    {
        accepted = false;
        envelope = None;
        var envelopes = 0;
        var top = new GivenKey();
        var enveloped = new GivenKey();
        var reader = JsonText.Read(json);
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
                return "The body is not a JSON object.";
            while (reader.Read())
            {
                if (IsKeyName(reader, depth: 1, out var isV2))
                {
                    top.Read(ref reader, isV2);
                }
                else if (IsEnvelopeName(reader) && reader.Read() && reader.TokenType is JsonTokenType.StartObject)
                {
                    envelope = ++envelopes == 1 ? (int)reader.TokenStartIndex : None;
                    while (reader.Read() && reader.CurrentDepth > 1)
                    {
                        if (IsKeyName(reader, depth: 2, out isV2))
                            enveloped.Read(ref reader, isV2);
                    }
                }
            }
        }
        catch (JsonException)
        {
            return $"The body is not well-formed JSON of at most {JsonText.MaxDepth} levels.";
        }

        var key = top.Text is null && envelope is not None ? enveloped : top;
        accepted = keys.IsLive(key.Text);
        return top.IsTwice || key.IsTwice ? "apikey is given twice." : null;
    }

    private static bool IsKeyName(in Utf8JsonReader reader, int depth, out bool isV2)
    {
        isV2 = false;
        return reader.TokenType is JsonTokenType.PropertyName && reader.CurrentDepth == depth
            && reader.TryGetText(out var name) && CallbackField.Apikey.IsNamed(name, out isV2);
    }

    private static bool IsEnvelopeName(in Utf8JsonReader reader) =>
        reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.TryGetText(out var name) && Envelope.IsName(name);

    private Memory<byte> RemoveKeys(ReadOnlySpan<byte> json, int envelope)
    {
        var isInside = false;
        var output = new byte[json.Length];
        var written = 0;
        var copied = 0;
        var previousEnd = 0;
        var reader = JsonText.Read(json);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1)
                isInside = reader.TokenStartIndex == envelope;
            var depth = isInside ? 2 : 1;
            if (IsKeyName(reader, depth, out _))
            {
                var start = (int)reader.TokenStartIndex;
                int end;
                do
                {
                    reader.Read();
                    reader.Skip();
                    end = (int)reader.BytesConsumed;
                    reader.Read();
                }
                while (IsKeyName(reader, depth, out _));

                // With the comma behind it, or, where it is the last, the comma before it.
                var (from, to) = reader.TokenType is JsonTokenType.PropertyName
                    ? (start, (int)reader.TokenStartIndex)
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

    /// <summary>What one object says of the key, by either name.</summary>
    private struct GivenKey
    {
        private bool _seen;
        private bool _seenInV2;

        /// <summary>The key, empty where it is not text; null where neither name stands there, or with nothing but null or "".</summary>
        public byte[]? Text { get; private set; }

        /// <summary>A name stands there twice, or both with different keys.</summary>
        public bool IsTwice { get; private set; }

        /// <summary>Goes on to the value of a key.</summary>
        public void Read(ref Utf8JsonReader reader, bool isV2)
        {
            ref var seen = ref isV2 ? ref _seenInV2 : ref _seen;
            IsTwice |= seen;
            seen = true;
            reader.Read();
            var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
            if (reader.TokenType is JsonTokenType.Null || (isText && reader.ValueSpan.IsEmpty))
                return;
            byte[] key = isText && reader.TryGetText(out var text) ? [.. text] : [];
            IsTwice |= Text is not null && !Text.AsSpan().SequenceEqual(key);
            Text = key;
        }
    }
}
