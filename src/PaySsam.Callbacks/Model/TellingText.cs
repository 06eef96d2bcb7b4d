using System.Text.Json;

namespace PaySsam.Callbacks.Model;

/// <summary>Reads the texts of a callback as the ledger, and all else that compares callbacks, reads them.</summary>
internal static class TellingText
{
    /// <summary>Trimmed; of digits alone, without leading zeros; null where nothing is left.</summary>
    public static string? Number(string? text)
    {
        var number = text?.Trim();
        if (number is { Length: > 0 } && number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            number = number.TrimStart('0');
        return string.IsNullOrEmpty(number) ? null : number;
    }

    /// <summary>
    /// The amount in won, below 10^12. A cancellation's sign is ignored, and 0 won cancelled is no amount; nor is a payment of less than 0.
    /// </summary>
    public static long? Won(Callback callback) => Won(callback.AmountWon, callback.State);

    /// <summary>The same of an amount as read.</summary>
    public static long? Won(long? amount, ApprState state) =>
        (amount, state) switch
        {
            (0, ApprState.C) => null,
            ({ } won, ApprState.C) => Math.Abs(won),
            (< 0, _) => null,
            var (won, _) => won,
        };

    /// <summary>The text of a field outside the contract; null where there is none.</summary>
    public static string? Unknown(Callback callback, ReadOnlySpan<byte> name)
    {
        foreach (var field in callback.Unknown)
        {
            if (!field.Name.Span[1..^1].SequenceEqual(name))
                continue;
            var reader = JsonText.Read(field.Value.Span);
            return
                reader.Read()
                && reader.TokenType is JsonTokenType.String or JsonTokenType.Number
                && reader.TryGetText(out var text)
                && !text.IsEmpty
                ? System.Text.Encoding.UTF8.GetString(text)
                : null;
        }

        return null;
    }
}
