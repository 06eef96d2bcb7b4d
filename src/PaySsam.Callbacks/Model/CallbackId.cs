using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// The id that makes a repeat a repeat: SHA-256, in lower-case hexadecimal, over the byte 1 and then, pair by pair
/// in the ordinal order of the names, each name and value in UTF-8 behind its length in bytes (32 bits, big-endian).
/// A field of the contract goes in by its name in v1 and its text, and is left out where it is null or empty.
/// A field outside it goes in as JSON: its name with the quotes, and its value without white space and with object
/// keys in ordinal order; tokens stay as they came. So does a field of the contract that is an object or an array, by its
/// name in v1 where it came by that of v2. The <c>apikey</c> is left out. Nothing is trimmed or normalised. A callback of
/// v2, or one inside an envelope, therefore has the id of the same content in v1 without one.
/// The test vectors freeze this: a change would turn every later repeat into a new event.
/// </summary>
internal static class CallbackId
{
    private const byte Version = 1;
    private const int Digits = 64;

    /// <summary>
    /// The fields that go in by their text, in the ordinal order of their names. Frozen with the version: a field that the contract
    /// gains later stays an unknown field to the parser and goes in as it came, as it did before anyone knew it.
    /// </summary>
    public static ImmutableArray<CallbackField> Fields { get; } =
    [
        CallbackField.ApprAcquirerCd,
        CallbackField.ApprAcquirerNm,
        CallbackField.ApprCardType,
        CallbackField.ApprCashIssuanceNumber,
        CallbackField.ApprCashNum,
        CallbackField.ApprCashTrader,
        CallbackField.ApprDt,
        CallbackField.ApprIssuer,
        CallbackField.ApprIssuerCd,
        CallbackField.ApprIssuerNum,
        CallbackField.ApprMonthly,
        CallbackField.ApprNum,
        CallbackField.ApprOriginDt,
        CallbackField.ApprOriginNum,
        CallbackField.ApprPayType,
        CallbackField.ApprPrice,
        CallbackField.ApprResCd,
        CallbackField.ApprState,
        CallbackField.BillId,
    ];

    private static readonly ulong Mask = Fields.Aggregate(0UL, (mask, field) => mask | 1UL << (int)field);

    /// <summary>Whether a field is one of the contract as the id knows it; the <c>apikey</c> is, though it does not go in.</summary>
    public static bool Knows(CallbackField field) => field is CallbackField.Apikey || (Mask & 1UL << (int)field) != 0;

    /// <summary>Whether it is a public id, by which an erased callback is stored, and not a hash of content.</summary>
    public static bool IsOfErased(string id) => id.Length < Digits;

    public static string Compute(ReadOnlySpan<string?> values, List<UnknownField> unknown)
    {
        var content = new ArrayBufferWriter<byte>(768);
        content.Write([Version]);

        // A quote sorts before any wire name, so the unknown fields come first.
        foreach (var (name, value) in unknown.Count < 2 ? unknown : (IEnumerable<UnknownField>)unknown.Order(ByName))
        {
            WriteText(content, name.Span);
            WriteCanonical(content, value);
        }

        foreach (var field in Fields)
        {
            if (values[(int)field] is not { } text)
                continue;
            WriteText(content, field.Utf8WireName());
            WriteLength(content, Encoding.UTF8.GetByteCount(text));
            Encoding.UTF8.GetBytes(text, content);
        }

        return Convert.ToHexStringLower(SHA256.HashData(content.WrittenSpan));
    }

    private static void WriteText(ArrayBufferWriter<byte> content, ReadOnlySpan<byte> text)
    {
        WriteLength(content, text.Length);
        content.Write(text);
    }

    private static void WriteLength(ArrayBufferWriter<byte> content, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(content.GetSpan(sizeof(int)), length);
        content.Advance(sizeof(int));
    }

    private static void WriteCanonical(ArrayBufferWriter<byte> content, ReadOnlyMemory<byte> value)
    {
        if (value.Span[0] is not ((byte)'{' or (byte)'['))
        {
            WriteText(content, value.Span);
            return;
        }

        using var document = JsonDocument.Parse(value);
        var canonical = new ArrayBufferWriter<byte>(value.Length);
        Minify(canonical, document.RootElement);
        WriteText(content, canonical.WrittenSpan);
    }

    private static void Minify(ArrayBufferWriter<byte> output, JsonElement element)
    {
        var separator = ""u8;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                output.Write("{"u8);
                foreach (var property in element.EnumerateObject().Order(ByRawName))
                {
                    output.Write(separator);
                    output.Write("\""u8);
                    output.Write(JsonMarshal.GetRawUtf8PropertyName(property));
                    output.Write("\":"u8);
                    Minify(output, property.Value);
                    separator = ","u8;
                }

                output.Write("}"u8);
                break;
            case JsonValueKind.Array:
                output.Write("["u8);
                foreach (var item in element.EnumerateArray())
                {
                    output.Write(separator);
                    Minify(output, item);
                    separator = ","u8;
                }

                output.Write("]"u8);
                break;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(element));
                break;
        }
    }

    private static readonly Comparer<UnknownField> ByName = Comparer<UnknownField>.Create(
        (a, b) => a.Name.Span.SequenceCompareTo(b.Name.Span)
    );

    private static readonly Comparer<JsonProperty> ByRawName = Comparer<JsonProperty>.Create(
        (a, b) => JsonMarshal.GetRawUtf8PropertyName(a).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(b))
    );
}
