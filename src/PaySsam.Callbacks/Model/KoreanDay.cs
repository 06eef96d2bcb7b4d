using System.Globalization;

namespace PaySsam.Callbacks.Model;

/// <summary>The days by which payments are booked: those of Korea, UTC+9 without daylight saving.</summary>
internal static class KoreanDay
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>Of Korean time.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(9);

    /// <summary>
    /// The time as it is in Korea. Nine hours before the end of the year 9999, which a queue message may name, time ends there.
    /// </summary>
    public static DateTimeOffset At(DateTimeOffset time) =>
        time.UtcDateTime > DateTime.MaxValue - Offset ? new DateTimeOffset(DateTime.MaxValue, Offset) : time.ToOffset(Offset);

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(At(time).DateTime);

    /// <summary>Null where the text is no day as <see cref="Text"/> writes it.</summary>
    public static DateOnly? Read(string? text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>As <c>yyyy-MM-dd</c>.</summary>
    public static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);
}
