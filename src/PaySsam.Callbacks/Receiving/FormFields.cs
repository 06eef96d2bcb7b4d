using System.Buffers;
using System.Globalization;
using System.Text;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Receiving;

/// <summary>Fields as an HTML form sends them, <c>name=value&amp;…</c>, made into a JSON object of strings.</summary>
internal static class FormFields
{
    /// <summary>Whether at least one name in front of a <c>=</c> is one of the contract's, in either version.</summary>
    public static bool IsForm(ReadOnlySpan<byte> body)
    {
        Span<byte> name = stackalloc byte[256];
        foreach (var part in body.Split((byte)'&'))
        {
            var equals = body[part].IndexOf((byte)'=');
            if (
                equals is > 0 and <= 256
                && CallbackFields.Find(name[..Percent.Decode(body[part][..equals].TrimStart(" \t\r\n"u8), name, plusIsSpace: true)], out _)
                    is not null
            )
                return true;
        }

        return false;
    }

    /// <summary>
    /// The object, in the form's own encoding: in UTF-8 and CP949 alike no byte of a longer character is one that JSON escapes.
    /// It ends early, with more than <see cref="BodyReader.LargestBody"/> bytes, where it would be too large.
    /// </summary>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> body)
    {
        body = body.Trim(" \t\r\n"u8);
        var json = new ArrayBufferWriter<byte>(Math.Min(2 * body.Length, 64 * 1024));
        var separator = "{"u8;
        foreach (var part in body.Split((byte)'&'))
        {
            var field = body[part];
            if (field.IsEmpty)
                continue;
            var equals = field.IndexOf((byte)'=') is >= 0 and var at ? at : field.Length;
            json.Write(separator);
            WriteString(json, field[..equals]);
            json.Write(":"u8);
            WriteString(json, field[Math.Min(field.Length, equals + 1)..]);
            separator = ","u8;
            if (json.WrittenCount > BodyReader.LargestBody)
                break;
        }

        json.Write("}"u8);
        return json.WrittenMemory;
    }

    private static void WriteString(ArrayBufferWriter<byte> json, ReadOnlySpan<byte> encoded)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, encoded.Length));
        var text = rented.AsSpan(0, Percent.Decode(encoded, rented, plusIsSpace: true));
        json.Write("\""u8);
        while (text.IndexOfAny(Escaped) is >= 0 and var at && json.WrittenCount <= BodyReader.LargestBody)
        {
            json.Write(text[..at]);
            json.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{text[at]:x4}")));
            text = text[(at + 1)..];
        }

        json.Write(text);
        json.Write("\""u8);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(code => (byte)code),
        (byte)'"',
        (byte)'\\',
    ]);
}
