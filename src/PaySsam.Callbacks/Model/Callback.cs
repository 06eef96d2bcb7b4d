using System.Text;

namespace PaySsam.Callbacks.Model;

/// <summary>One valid callback, without its <c>apikey</c>. Made by <see cref="CallbackParser"/> alone.</summary>
public sealed class Callback
{
    private readonly string?[] _values;

    internal Callback(ReadOnlyMemory<byte> json, string?[] values, ApprState state, List<UnknownField> unknown)
    {
        Json = json;
        _values = values;
        State = state;
        Unknown = unknown;
        FilledFields = values.Length - values.AsSpan().Count((string?)null);
        Approved = TimeText.Read(this[CallbackField.ApprDt]);
        Id = CallbackId.Compute(values, unknown);
    }

    /// <summary>64 hexadecimal digits that are the same for the same content, for ever: see <see cref="CallbackId"/>.</summary>
    public string Id { get; private set; }

    /// <summary>Whether what was personal in it is gone, and the hash of its content with it.</summary>
    internal bool IsErased => CallbackId.IsOfErased(Id);

    /// <summary>The bill that this is about.</summary>
    public string BillId => this[CallbackField.BillId]!;

    /// <summary>What it says of the bill.</summary>
    public ApprState State { get; }

    /// <summary>A field's text as it came: strings as decoded, numbers and booleans as written; null where absent, null or empty.</summary>
    public string? this[CallbackField field] => _values[(int)field];

    /// <summary><c>appr_dt</c> in Korean time; null where <see cref="TimeText"/> reads none.</summary>
    public DateTimeOffset? ApprovedAt => Approved?.At;

    /// <summary>Whether <see cref="ApprovedAt"/> was told without seconds.</summary>
    public bool IsToTheMinute => Approved is { IsToTheMinute: true };

    /// <summary><c>appr_price</c> in won; null where <see cref="AmountText"/> reads none.</summary>
    public long? AmountWon => AmountText.Read(this[CallbackField.ApprPrice]);

    /// <summary><c>appr_dt</c> as read.</summary>
    internal ToldTime? Approved { get; }

    /// <summary><c>appr_origin_dt</c> as read.</summary>
    internal ToldTime? Origin => TimeText.Read(this[CallbackField.ApprOriginDt]);

    /// <summary>The JSON as it came, less the <c>apikey</c>; written anew where it had to be made to fit.</summary>
    internal ReadOnlyMemory<byte> Json { get; }

    /// <summary>What had to go to make it fit.</summary>
    internal IReadOnlyList<DroppedField> Dropped { get; init; } = [];

    /// <summary>Fields outside the contract, in the order they came; those around an envelope before those inside it.</summary>
    internal IReadOnlyList<UnknownField> Unknown { get; }

    /// <summary>The fields outside the contract as one JSON object; null where there are none.</summary>
    internal string? UnknownJson => JsonOf(Unknown);

    /// <summary>How many fields of the contract say anything.</summary>
    internal int FilledFields { get; }

    /// <summary>
    /// The same under the id that it was stored by, which no longer follows from the content where something of it was blanked.
    /// </summary>
    internal Callback StoredAs(string id)
    {
        var stored = (Callback)MemberwiseClone();
        stored.Id = id;
        return stored;
    }

    internal static string? JsonOf(IReadOnlyList<UnknownField> unknown) =>
        unknown.Count == 0 ? null : $"{{{string.Join(',', unknown.Select(field => $"{Text(field.Name)}:{Text(field.Value)}"))}}}";

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}

/// <summary>
/// A field outside the contract, as it stands in the JSON. Or a known field whose value is an object or an array: its name is then the
/// one of v1, if it came by that of v2.
/// </summary>
/// <param name="Name">With its quotes.</param>
/// <param name="Value">As it came.</param>
internal readonly record struct UnknownField(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
