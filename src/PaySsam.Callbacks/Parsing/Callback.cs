using System.Globalization;
using System.Text;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Parsing;

/// <summary>One valid callback, without its <c>apikey</c>. Made by <see cref="CallbackParser"/> alone.</summary>
public sealed class Callback
{
    private static readonly TimeSpan KoreanTime = TimeSpan.FromHours(9);
    private readonly string?[] _values;

    internal Callback(ReadOnlyMemory<byte> json, string?[] values, ApprState state, List<UnknownField> unknown)
    {
        Json = json;
        _values = values;
        State = state;
        Unknown = unknown;
        FilledFields = values.Length - values.AsSpan().Count((string?)null);
        ApprovedAt = ReadApprovedAt(this[CallbackField.ApprDt]);
        Id = CallbackId.Compute(json.Span, values, unknown);
    }

    /// <summary>64 hexadecimal digits that are the same for the same content, for ever: see <see cref="CallbackId"/>.</summary>
    public string Id { get; }

    /// <summary>The bill that this is about.</summary>
    public string BillId => this[CallbackField.BillId]!;

    /// <summary>What it says of the bill.</summary>
    public ApprState State { get; }

    /// <summary>A field's text: strings as decoded, numbers and booleans as written; null where absent, null or empty.</summary>
    public string? this[CallbackField field] => _values[(int)field];

    /// <summary><c>appr_dt</c> in Korean time; null where it is not a real date of the years 2000 to 2100.</summary>
    public DateTimeOffset? ApprovedAt { get; }

    /// <summary><c>appr_price</c> in won; null where it is not a whole number.</summary>
    public long? AmountWon =>
        long.TryParse(this[CallbackField.ApprPrice], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var won) ? won : null;

    /// <summary>The JSON as it came, less the <c>apikey</c>.</summary>
    internal ReadOnlyMemory<byte> Json { get; }

    /// <summary>Fields outside the contract, in the order they came.</summary>
    internal IReadOnlyList<UnknownField> Unknown { get; }

    /// <summary>The fields outside the contract as one JSON object; null where there are none.</summary>
    internal string? UnknownJson =>
        Unknown.Count == 0 ? null : $"{{{string.Join(',', Unknown.Select(unknown => $"{Text(unknown.Name)}:{Text(unknown.Value)}"))}}}";

    /// <summary>How many fields of the contract say anything.</summary>
    internal int FilledFields { get; }

    private static DateTimeOffset? ReadApprovedAt(string? text) =>
        DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && time.Year is >= 2000 and <= 2100
            ? new DateTimeOffset(time, KoreanTime)
            : null;

    private string Text(Range range) => Encoding.UTF8.GetString(Json.Span[range]);
}

/// <summary>A field outside the contract: where its name (with quotes) and its value stand in the JSON.</summary>
internal readonly record struct UnknownField(Range Name, Range Value);
