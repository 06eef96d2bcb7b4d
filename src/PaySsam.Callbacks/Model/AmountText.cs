namespace PaySsam.Callbacks.Model;

/// <summary>
/// Reads <c>appr_price</c>: whole won below 10^12. A minus sign; <c>₩</c>, <c>￦</c> or <c>\</c>; digits, or groups of three with
/// commas (<c>1,234,567</c>); <c>.0</c> or <c>.00</c>; <c>원</c> or <c>KRW</c>: each optional but the digits, in this order. Or the
/// exponent form of JSON, where it is whole (<c>5e4</c>).
/// </summary>
internal static class AmountText
{
    private const long Limit = 1_000_000_000_000;
    private const int MostExponentDigits = 3;

    /// <summary>Null for whatever has another form, or no single meaning.</summary>
    public static long? Read(string? text)
    {
        var plain = PlainText.Of(text);
        var isNegative = plain is ['-', ..];
        if (isNegative)
            plain = plain[1..];
        var won = plain.IndexOfAny('e', 'E') is var e and > 0 ? ReadScaled(plain[..e], plain[(e + 1)..]) : ReadPlain(plain);
        return isNegative ? -won : won;
    }

    private static long? ReadPlain(ReadOnlySpan<char> text)
    {
        if (text is ['₩' or '\\', ..])
            text = text[1..];
        text = Without(text, "원", "KRW");
        text = Without(text, ".00", ".0");
        if (!text.Contains(','))
            return Number(text);
        if (text is ['0', ..])
            return null;
        var digits = new char[text.Length];
        var written = 0;
        foreach (var group in text.Split(','))
        {
            var (length, isFirst) = (text[group].Length, written == 0);
            if (isFirst ? length is < 1 or > 3 : length != 3)
                return null;
            text[group].CopyTo(digits.AsSpan(written));
            written += length;
        }

        return Number(digits.AsSpan(0, written));
    }

    /// <summary>The first of the endings that is there is taken away.</summary>
    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> text, string one, string other) =>
        text.EndsWith(one, StringComparison.Ordinal) ? text[..^one.Length]
        : text.EndsWith(other, StringComparison.Ordinal) ? text[..^other.Length]
        : text;

    private static long? ReadScaled(ReadOnlySpan<char> mantissa, ReadOnlySpan<char> exponent)
    {
        var isDown = exponent is ['-', ..];
        if (exponent is ['+' or '-', ..])
            exponent = exponent[1..];
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? "0" : mantissa[(point + 1)..];
        if (
            !PlainText.AreDigits(whole)
            || !PlainText.AreDigits(fraction)
            || !PlainText.AreDigits(exponent)
            || exponent.Length > MostExponentDigits
        )
            return null;
        var places = (int)Number(exponent)!.Value * (isDown ? -1 : 1);
        fraction = fraction.TrimEnd('0');
        places -= fraction.Length;
        var digits = $"{whole}{fraction}".AsSpan().TrimStart('0');
        if (digits.IsEmpty)
            return 0;
        if (places < 0)
            return digits.Length > -places && digits[^-places..].TrimStart('0').IsEmpty ? Number(digits[..^-places]) : null;
        return digits.Length + places > 12 ? null : Number($"{digits}{new string('0', places)}");
    }

    private static long? Number(ReadOnlySpan<char> digits) => PlainText.Number(digits, Limit - 1);
}
