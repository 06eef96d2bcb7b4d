using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// What an object of a callback, the top or an envelope, says of the <c>apikey</c>, by either name; and the only envelope in it.
/// </summary>
internal sealed class GivenKeys
{
    private bool _seen;
    private bool _seenInV2;
    private int _envelopes;
    private GivenKeys? _inside;

    /// <summary>The key, empty where it is not text; null where neither name stands there, or with nothing but null or "".</summary>
    public byte[]? Key { get; private set; }

    /// <summary>A name stands there twice, or both with different keys.</summary>
    public bool IsTwice { get; private set; }

    /// <summary>Where it begins in the JSON.</summary>
    public int Start { get; private init; }

    /// <summary>Its only envelope; null where it has none, or several.</summary>
    public GivenKeys? Envelope => _envelopes == 1 ? _inside : null;

    /// <summary>Reads an object from its brace to its end.</summary>
    /// <param name="reader">On the brace.</param>
    /// <param name="around">The envelope that it is; null at the top.</param>
    /// <exception cref="JsonException">It is not well-formed.</exception>
    public static GivenKeys Read(ref Utf8JsonReader reader, string? around = null)
    {
        var keys = new GivenKeys { Start = (int)reader.TokenStartIndex };
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (!reader.TryGetText(out var name))
            {
                reader.Skip();
            }
            else if (CallbackField.Apikey.IsNamed(name, out var isV2))
            {
                keys.ReadKey(ref reader, isV2);
            }
            else
            {
                var envelope = Model.Envelope.Find(around, name);
                reader.Read();
                if (envelope is null || reader.TokenType is not JsonTokenType.StartObject)
                    reader.Skip();
                else if (++keys._envelopes == 1)
                    keys._inside = Read(ref reader, envelope);
                else
                    reader.Skip();
            }
        }

        return keys;
    }

    private void ReadKey(ref Utf8JsonReader reader, bool isV2)
    {
        ref var seen = ref isV2 ? ref _seenInV2 : ref _seen;
        IsTwice |= seen;
        seen = true;
        reader.Read();
        var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
        if (reader.TokenType is JsonTokenType.Null || (isText && reader.ValueSpan.IsEmpty))
            return;
        byte[] key = isText && reader.TryGetText(out var text) ? [.. text] : [];
        IsTwice |= Key is not null && !Key.AsSpan().SequenceEqual(key);
        Key = key;
        reader.Skip();
    }
}
