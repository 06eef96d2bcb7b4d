using System.Globalization;
using System.Text;

namespace PaySsam.Callbacks.Covering;

/// <summary>A text with escapes undone, and where each of its characters starts in the text as it came.</summary>
/// <param name="Text">Undone as often as <see cref="Unfold"/> was called.</param>
/// <param name="Starts">One more than there are characters: the last is the length of the text as it came.</param>
internal sealed record UnfoldedText(string Text, int[] Starts)
{
    /// <summary>The text as it came.</summary>
    public static UnfoldedText Of(string text) => new(text, [.. Enumerable.Range(0, text.Length + 1)]);

    /// <summary>Marks, in the text as it came, what these characters come from.</summary>
    public void Hide(int from, int to, bool[] hidden) => hidden.AsSpan(Starts[from]..Starts[to]).Fill(true);

    /// <summary>Whether a character stands for itself, and is not the outcome of an escape.</summary>
    public bool IsLiteral(int at) => Starts[at + 1] - Starts[at] == 1;

    /// <summary>
    /// Undoes one layer of JSON's escapes (<c>\uhhhh</c>; a space for <c>\n</c> and its like) and of percent-encoding (<c>%hh</c>,
    /// <c>%uhhhh</c>). A byte that no UTF-8 decodes becomes 0, because it may be a digit of another encoding. Null if there is nothing
    /// to undo. Linear.
    /// </summary>
    public UnfoldedText? Unfold()
    {
        if (!Text.AsSpan().ContainsAny('\\', '%'))
            return null;
        var (plain, starts, length) = (new char[Text.Length], new int[Text.Length + 1], 0);
        for (int at = 0, taken; at < Text.Length; at += taken)
        {
            var rune = Read(Text.AsSpan(at), out taken);
            if (rune is null)
                (plain[length], taken) = (Text[at], 1);
            else
                rune.Value.EncodeToUtf16(plain.AsSpan(length));
            for (var unit = rune?.Utf16SequenceLength ?? 1; unit > 0; unit--)
                starts[length++] = Starts[at];
        }

        starts[length] = Starts[^1];
        return length == Text.Length ? null : new UnfoldedText(new string(plain, 0, length), starts[..(length + 1)]);
    }

    /// <summary>What an escape stands for; null where the text begins with none.</summary>
    private static Rune? Read(ReadOnlySpan<char> text, out int taken)
    {
        taken = 2;
        if (text is ['\\', 'n' or 'r' or 't' or 'b' or 'f', ..])
            return new Rune(' ');
        if (ReadUnit(text) is not { } unit)
            return ReadPercent(text, out taken);
        taken = 6;
        if (Rune.TryCreate(unit, out var rune))
            return rune;
        // The second half of a character, behind as many backslashes as escapes within escapes put there.
        var slashes = text[6..].IndexOfAnyExcept('\\');
        taken = 6 + Math.Max(slashes, 1) + 5;
        return slashes > 0 && ReadUnit(text[(5 + slashes)..]) is { } low && Rune.TryCreate(unit, low, out rune) ? rune : null;
    }

    private static char? ReadUnit(ReadOnlySpan<char> text) =>
        text is ['\\' or '%', 'u', _, _, _, _, ..]
        && ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    private static Rune? ReadPercent(ReadOnlySpan<char> text, out int taken)
    {
        Span<byte> bytes = stackalloc byte[4];
        var length = 0;
        while (
            length < bytes.Length
            && text[(3 * length)..] is ['%', _, _, ..]
            && byte.TryParse(
                text.Slice((3 * length) + 1, 2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out bytes[length]
            )
        )
            length++;
        var isText = Rune.DecodeFromUtf8(bytes[..length], out var rune, out var read) is System.Buffers.OperationStatus.Done;
        taken = 3 * (isText ? read : 1);
        return length == 0 ? null
            : isText ? rune
            : new Rune('0');
    }
}
