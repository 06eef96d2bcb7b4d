using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Callbacks.Model;

public class KoreanDayTests
{
    [Theory]
    [InlineData("2026-01-01T14:59:59Z", "2026-01-01")]
    [InlineData("2026-01-01T15:00:00Z", "2026-01-02")]
    [InlineData("9999-12-31T14:59:59Z", "9999-12-31")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01")]
    public void Every_time_has_a_day(string time, string day) =>
        Assert.Equal(
            day,
            KoreanDay.Text(KoreanDay.Of(DateTimeOffset.Parse(time, null, System.Globalization.DateTimeStyles.AssumeUniversal)))
        );
}
