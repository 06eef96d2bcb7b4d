namespace PaySsam.Callbacks.Model;

/// <summary>A time that a field tells.</summary>
/// <param name="At">In Korean time (+09:00), without fractions of a second.</param>
/// <param name="IsToTheMinute">It was told without seconds.</param>
internal readonly record struct ToldTime(DateTimeOffset At, bool IsToTheMinute)
{
    /// <summary>The last moment that it can mean.</summary>
    public DateTimeOffset End => IsToTheMinute ? At.AddSeconds(59) : At;

    /// <summary>Whether both can be one time: one without seconds fits any in its minute.</summary>
    public bool Fits(ToldTime other) => IsToTheMinute || other.IsToTheMinute ? Minute(At) == Minute(other.At) : At == other.At;

    private static long Minute(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;
}

/// <summary>
/// Reads <c>appr_dt</c> and <c>appr_origin_dt</c>: <c>yyyyMMddHHmmss[fff]</c>, <c>yyyyMMddHHmm</c>, or
/// <c>yyyy[-./]MM[-./]dd[ T]HH:mm[:ss[.f…]]</c> with an optional <c>Z</c> or offset. Korean time where there is neither. Fractions
/// are cut; 24:00 is the next midnight.
/// </summary>
internal static class TimeText
{
    private const int FirstYear = 2000;
    private const int LastYear = 2100;
    private const int ShortestSeparated = 16;
    private const int MostOffsetHours = 14;

    /// <summary>Null for another form, and for what is no real date of the years 2000 to 2100 in Korea.</summary>
    public static ToldTime? Read(string? text)
    {
        var plain = PlainText.Of(text);
        return plain.Length is 12 or 14 or 17 && PlainText.AreDigits(plain)
                ? At(
                    plain[..4],
                    plain[4..6],
                    plain[6..8],
                    plain[8..10],
                    plain[10..12],
                    plain.Length > 12 ? plain[12..14] : default,
                    KoreanDay.Offset
                )
            : plain.Length >= ShortestSeparated ? ReadSeparated(plain)
            : null;
    }

    private static ToldTime? ReadSeparated(ReadOnlySpan<char> text)
    {
        if (text is not [_, _, _, _, '-' or '.' or '/', _, _, '-' or '.' or '/', _, _, ' ' or 'T', _, _, ':', _, _, ..])
            return null;
        var rest = text[ShortestSeparated..];
        ReadOnlySpan<char> seconds = default;
        if (rest is [':', _, _, ..])
        {
            seconds = rest[1..3];
            rest = rest[3..];
            if (rest is ['.', >= '0' and <= '9', ..])
                rest = rest[1..].TrimStart("0123456789");
        }

        return ReadOffset(rest) is { } offset ? At(text[..4], text[5..7], text[8..10], text[11..13], text[14..16], seconds, offset) : null;
    }

    /// <summary>Nothing, <c>Z</c>, <c>±HH</c>, <c>±HHmm</c> or <c>±HH:mm</c>.</summary>
    private static TimeSpan? ReadOffset(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return KoreanDay.Offset;
        if (text is "Z")
            return TimeSpan.Zero;
        var minuteText = text switch
        {
            [_, _, _] => "00",
            [_, _, _, _, _] => text[3..],
            [_, _, _, ':', _, _] => text[4..],
            _ => default,
        };
        if (
            text is not ['+' or '-', ..]
            || Number(minuteText, 59) is not { } minutes
            || Number(text[1..3], MostOffsetHours) is not { } hours
        )
            return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return offset.TotalHours > MostOffsetHours ? null
            : text[0] == '-' ? -offset
            : offset;
    }

    private static ToldTime? At(
        ReadOnlySpan<char> year,
        ReadOnlySpan<char> month,
        ReadOnlySpan<char> day,
        ReadOnlySpan<char> hour,
        ReadOnlySpan<char> minute,
        ReadOnlySpan<char> second,
        TimeSpan offset
    )
    {
        // One year more at either end: an offset can move a time over midnight.
        if (
            Number(year, LastYear + 1) is not ({ } y and >= FirstYear - 1)
            || Number(month, 12) is not ({ } m and > 0)
            || Number(day, DateTime.DaysInMonth(y, m)) is not ({ } d and > 0)
            || Number(hour, 24) is not { } h
            || Number(minute, h == 24 ? 0 : 59) is not { } min
            || Number(second.IsEmpty ? "0" : second, h == 24 ? 0 : 59) is not { } s
        )
            return null;
        var time = new DateTimeOffset(y, m, d, 0, 0, 0, offset).AddSeconds((((h * 60) + min) * 60) + s).ToOffset(KoreanDay.Offset);
        return time.Year is >= FirstYear and <= LastYear ? new ToldTime(time, second.IsEmpty) : null;
    }

    private static int? Number(ReadOnlySpan<char> digits, int most) => (int?)PlainText.Number(digits, most);
}
