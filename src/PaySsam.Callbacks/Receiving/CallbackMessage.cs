using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// A message on the queue <c>payssam-callbacks</c>: base64 over
/// <c>{"version":1,"callbacks":[{"id","receivedAt","body","traceParent","source","authenticatedBy","dropped":[{"name","length"}],
/// "corrected":["name"]}]}</c>.
/// <c>body</c> is the callback's JSON as it came, less the <c>apikey</c> and what was too long to keep, which <c>dropped</c> names.
/// <c>source</c> stands only in what PaySsam was asked for: <c>read</c>.
/// </summary>
internal sealed record CallbackMessage(int Version, IReadOnlyList<CallbackMessage.Item> Callbacks)
{
    private const int CurrentVersion = 1;

    /// <summary>The first year, by UTC, that a table can hold.</summary>
    public const int EarliestYear = 1601;

    /// <param name="Id">The callback's id; readers compute it from the body, people search for it.</param>
    /// <param name="ReceivedAt">UTC.</param>
    /// <param name="Body">One JSON object.</param>
    /// <param name="TraceParent">W3C <c>traceparent</c>.</param>
    /// <param name="Source"><see cref="ReceivedCallback.Source"/>, where it is <c>read</c>.</param>
    /// <param name="AuthenticatedBy"><see cref="ReceivedCallback.AuthenticatedBy"/>.</param>
    /// <param name="Dropped"><see cref="ReceivedCallback.Dropped"/>, where there are any.</param>
    /// <param name="Corrected"><see cref="ReceivedCallback.Corrected"/>, where there are any.</param>
    internal sealed record Item(
        string Id,
        DateTimeOffset ReceivedAt,
        [property: JsonConverter(typeof(RawJsonConverter))] ReadOnlyMemory<byte> Body,
        string? TraceParent = null,
        string? Source = null,
        string? AuthenticatedBy = null,
        IReadOnlyList<DroppedField>? Dropped = null,
        IReadOnlyList<string>? Corrected = null
    )
    {
        /// <summary>Null for whatever no version of ours writes.</summary>
        [JsonIgnore]
        public string? KnownAuthentication =>
            AuthenticatedBy is ReceivedCallback.ByKey or ReceivedCallback.ByToken ? AuthenticatedBy : null;

        /// <summary>As many, and as long, as we write.</summary>
        [JsonIgnore]
        public IReadOnlyList<DroppedField> KnownDropped => DroppedField.Join([], Dropped ?? []);

        /// <summary>As we write them.</summary>
        [JsonIgnore]
        public IReadOnlyList<string> KnownCorrected => CorrectedFields.Known(Corrected);

        /// <summary>The callback on its way on.</summary>
        public ReceivedCallback Received(Callback callback) =>
            new(callback, ReceivedAt, TraceParent, Source == ReceivedCallback.Read)
            {
                AuthenticatedBy = KnownAuthentication,
                Dropped = DroppedField.Join(KnownDropped, callback.Dropped),
                Corrected = KnownCorrected,
            };
    }

    /// <summary>
    /// How many bytes of items, and of commas between them, fit into a message: Azure's limit is 49,152 bytes before base64.
    /// </summary>
    public static int Room => (48 * 1024) - Start.Length - End.Length;

    private static ReadOnlySpan<byte> Start => "{\"version\":1,\"callbacks\":["u8;

    private static ReadOnlySpan<byte> End => "]}"u8;

    /// <summary>One callback as it stands in a message; a callback, at most 32 KiB, always fits.</summary>
    public static byte[] EncodeItem(ReceivedCallback received) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Item(
                received.Callback.Id,
                received.ReceivedAt,
                received.Callback.Json,
                received.TraceParent,
                received.IsRead ? received.Source : null,
                received.AuthenticatedBy,
                received.Dropped is [] ? null : received.Dropped,
                received.Corrected is [] ? null : received.Corrected
            ),
            CallbackMessageJson.Default.Item
        );

    /// <summary>The text to put on the queue.</summary>
    public static string Join(IReadOnlyCollection<byte[]> items)
    {
        var json = new ArrayBufferWriter<byte>(Start.Length + items.Sum(item => item.Length + 1) + End.Length);
        json.Write(Start);
        var separator = ""u8;
        foreach (var item in items)
        {
            json.Write(separator);
            json.Write(item);
            separator = ","u8;
        }

        json.Write(End);
        return Convert.ToBase64String(json.WrittenSpan);
    }

    /// <summary>The text of a message of these callbacks.</summary>
    public static string Encode(IEnumerable<ReceivedCallback> callbacks) => Join([.. callbacks.Select(EncodeItem)]);

    /// <summary>The text of a message of some of another's items.</summary>
    public static string Encode(IEnumerable<Item> items) =>
        Join([.. items.Select(item => JsonSerializer.SerializeToUtf8Bytes(item, CallbackMessageJson.Default.Item))]);

    /// <summary>Reads a message's text as it stands on the queue.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out CallbackMessage? message, [NotNullWhen(false)] out string? problem)
    {
        message = null;
        problem = null;
        var json = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, json, out var length))
        {
            problem = "it is not base64";
            return false;
        }

        try
        {
            message = JsonSerializer.Deserialize(json.AsSpan(0, length), CallbackMessageJson.Default.CallbackMessage);
        }
        catch (JsonException)
        {
            // Reported below, without the exception's text: it can quote the message.
        }

        if (
            message is not { Version: CurrentVersion, Callbacks.Count: > 0 }
            || message.Callbacks.Any(item => item is not { ReceivedAt.UtcDateTime.Year: >= EarliestYear })
        )
            problem = $"it is not a callback message of version {CurrentVersion}";
        return problem is null;
    }

    /// <summary>Passes JSON through untouched: re-escaping would double Hangul in size.</summary>
    internal sealed class RawJsonConverter : JsonConverter<ReadOnlyMemory<byte>>
    {
        public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray()
                : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Span, skipInputValidation: true);
    }
}

// Room for the deepest callback inside the message.
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    MaxDepth = 2 * JsonText.MaxDepth,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CallbackMessage))]
[JsonSerializable(typeof(CallbackMessage.Item))]
internal sealed partial class CallbackMessageJson : JsonSerializerContext;
