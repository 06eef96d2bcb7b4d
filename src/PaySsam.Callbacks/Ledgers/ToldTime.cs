using System.Globalization;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>A time as PaySsam states it.</summary>
/// <param name="At">In Korean time. A time without seconds stands at the start of its minute.</param>
/// <param name="ToTheMinute">Whether it has no seconds.</param>
internal readonly record struct ToldTime(DateTimeOffset At, bool ToTheMinute)
{
    private static readonly TimeSpan KoreanTime = TimeSpan.FromHours(9);

    /// <summary>The last moment it can mean.</summary>
    public DateTimeOffset End => ToTheMinute ? At.AddSeconds(59) : At;

    /// <summary>Whether both can be one time. One without seconds does not differ from any in its minute.</summary>
    public bool Fits(ToldTime other) => ToTheMinute || other.ToTheMinute ? Minute == other.Minute : At == other.At;

    private long Minute => At.UtcTicks / TimeSpan.TicksPerMinute;

    /// <summary><c>yyyyMMddHHmmss</c> or <c>yyyyMMddHHmm</c> in Korean time; null for no real time of the years 2000 to 2100.</summary>
    public static ToldTime? Read(string? text)
    {
        var format = text?.Length == 12 ? "yyyyMMddHHmm" : "yyyyMMddHHmmss";
        return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && time.Year is >= 2000 and <= 2100
            ? new ToldTime(new DateTimeOffset(time, KoreanTime), text!.Length == 12)
            : null;
    }
}
