using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Callbacks.Model;

public class TimeTextTests
{
    private const int Times = 2_000;

    [Theory]
    [InlineData("20250105134753", "2025-01-05T13:47:53")]
    [InlineData("20250105134753999", "2025-01-05T13:47:53")]
    [InlineData("202501051347", "2025-01-05T13:47:00", true)]
    [InlineData("2025-01-05 13:47:53", "2025-01-05T13:47:53")]
    [InlineData("2025.01.05 13:47:53", "2025-01-05T13:47:53")]
    [InlineData("2025/01/05 13:47:53", "2025-01-05T13:47:53")]
    [InlineData("2025-01-05T13:47:53", "2025-01-05T13:47:53")]
    [InlineData("2025-01-05T13:47", "2025-01-05T13:47:00", true)]
    [InlineData("2025-01-05 13:47:53.9", "2025-01-05T13:47:53")]
    [InlineData("2025-01-05T13:47:53.123456789Z", "2025-01-05T22:47:53")]
    [InlineData("2025-01-05T13:47:53Z", "2025-01-05T22:47:53")]
    [InlineData("2025-01-05T13:47Z", "2025-01-05T22:47:00", true)]
    [InlineData("2025-01-05T13:47:53+09:00", "2025-01-05T13:47:53")]
    [InlineData("2025-01-05T13:47:53+0900", "2025-01-05T13:47:53")]
    [InlineData("2025-01-05T13:47:53+09", "2025-01-05T13:47:53")]
    [InlineData("2025-01-05T13:47:53-05:30", "2025-01-06T04:17:53")]
    [InlineData("2025-01-05T13:47:53+14:00", "2025-01-05T08:47:53")]
    [InlineData("2025-01-05 24:00", "2025-01-06T00:00:00", true)]
    [InlineData("2025-01-05 24:00:00", "2025-01-06T00:00:00")]
    [InlineData("20251231240000", "2026-01-01T00:00:00")]
    [InlineData("20240229000000", "2024-02-29T00:00:00")]
    [InlineData("20000101000000", "2000-01-01T00:00:00")]
    [InlineData("21001231235959", "2100-12-31T23:59:59")]
    [InlineData("1999-12-31T15:00:00Z", "2000-01-01T00:00:00")]
    [InlineData(" 20250105134753 ", "2025-01-05T13:47:53")]
    [InlineData("\u00A020250105134753\u3000", "2025-01-05T13:47:53")]
    [InlineData("２０２５０１０５１３４７５３", "2025-01-05T13:47:53")]
    [InlineData("２０２５－０１－０５　１３：４７：５３", "2025-01-05T13:47:53")]
    public void A_time_is_read_in_every_form_of_one_meaning(string text, string time, bool isToTheMinute = false) =>
        Assert.Equal(
            (time, TimeSpan.FromHours(9), isToTheMinute),
            TimeText.Read(text) is { } told
                ? (told.At.ToString("s", CultureInfo.InvariantCulture), told.At.Offset, told.IsToTheMinute)
                : default
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("later")]
    [InlineData("20250105")]
    [InlineData("2025-01-05")]
    [InlineData("250105134753")]
    [InlineData("25-01-05 13:47:53")]
    [InlineData("2025010513475")]
    [InlineData("202501051347530")]
    [InlineData("2025010513475300")]
    [InlineData("1736052473")]
    [InlineData("1736052473000")]
    [InlineData("2025-1-5 13:47:53")]
    [InlineData("2025-01-05 1:47:53")]
    [InlineData("2025-01-05 01:47:53 PM")]
    [InlineData("2025-01-05 오후 01:47")]
    [InlineData("01/05/2025 13:47:53")]
    [InlineData("2025년 01월 05일 13:47")]
    [InlineData("2025-01-05  13:47:53")]
    [InlineData("2025-01-05t13:47:53")]
    [InlineData("2025-01-05T13:47:53z")]
    [InlineData("2025-01-05T13:47:53 Z")]
    [InlineData("2025-01-05T13:47:53,5")]
    [InlineData("2025-01-05T13:47:53.")]
    [InlineData("2025-01-05T13:47.5")]
    [InlineData("2025-01-05T13:47:5")]
    [InlineData("2025-01-05T13:47:")]
    [InlineData("2025-01-05T13:47:53+9")]
    [InlineData("2025-01-05T13:47:53+09:0")]
    [InlineData("2025-01-05T13:47:53+09:60")]
    [InlineData("2025-01-05T13:47:53+14:01")]
    [InlineData("2025-01-05T13:47:53+15")]
    [InlineData("2025-01-05T13:47:53KST")]
    [InlineData("2025-01-05T13:47:53+09:00[Asia/Seoul]")]
    [InlineData("20250105134753Z")]
    [InlineData("20250105T134753")]
    [InlineData("2025-01-05 25:00:00")]
    [InlineData("2025-01-05 24:01")]
    [InlineData("2025-01-05 24:00:01")]
    [InlineData("2025-01-05 13:60:00")]
    [InlineData("20250105134760")]
    [InlineData("20230229000000")]
    [InlineData("20250431000000")]
    [InlineData("20250001000000")]
    [InlineData("20251301000000")]
    [InlineData("20250100000000")]
    [InlineData("19991231235959")]
    [InlineData("21010101000000")]
    [InlineData("2100-12-31 24:00:00")]
    [InlineData("2100-12-31T23:00:00Z")]
    [InlineData("2000-01-01T00:00:00+14:00")]
    [InlineData("99991231235959")]
    [InlineData("9999-12-31T24:00:00-14:00")]
    [InlineData("00000000000000")]
    [InlineData("٢٠٢٥٠١٠٥١٣٤٧٥٣")]
    [InlineData("2025-01-05\u200213:47:53")]
    public void Whatever_else_is_no_time(string? text) => Assert.Null(TimeText.Read(text));

    [Fact]
    public void Any_second_of_a_century_is_read_back_from_every_form()
    {
        string[] forms =
        [
            "yyyyMMddHHmmss",
            "yyyyMMddHHmmssfff",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy/MM/dd'T'HH:mm:ss.fffffff",
            "yyyy.MM.dd HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:sszzz",
        ];
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                second =>
                {
                    var time = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.FromHours(9)).AddSeconds(second * 1.4);
                    var whole = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
                    return Array.TrueForAll(
                            forms,
                            form => TimeText.Read(time.ToString(form, CultureInfo.InvariantCulture)) == new ToldTime(whole, false)
                        )
                        && TimeText.Read(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
                            == new ToldTime(whole, false);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Times));
    }

    [Theory]
    [InlineData("202501051347", "20250105134753", false)]
    [InlineData("20250105134753", "202501051347", false)]
    [InlineData("202501051348", "20250105134753", true)]
    [InlineData("20250105134700", "20250105134753", true)]
    [InlineData("2025-01-05T04:47:53Z", "20250105134753", false)]
    public void A_time_without_seconds_does_not_differ_from_one_in_its_minute(string one, string other, bool differ) =>
        Assert.Equal(differ, !TimeText.Read(one)!.Value.Fits(TimeText.Read(other)!.Value));
}
