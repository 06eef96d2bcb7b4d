using System.Globalization;

namespace PaySsam.Callbacks.Journal;

/// <summary>The days by which payments are booked: those of Korea, UTC+9 without daylight saving.</summary>
internal static class KoreanDay
{
    private const string Format = "yyyy-MM-dd";

    public static TimeSpan Offset { get; } = TimeSpan.FromHours(9);

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(Offset).DateTime);

    /// <summary>Null where the text is no day as <see cref="Text"/> writes it.</summary>
    public static DateOnly? Read(string? text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>As <c>yyyy-MM-dd</c>.</summary>
    public static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);
}
