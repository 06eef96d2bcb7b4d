using System.Globalization;
using System.Text.Json.Nodes;

namespace PaySsam.Simulator.Wire;

/// <summary>Values that say the same in other words, as integrators have seen them.</summary>
internal static class OddValues
{
    /// <summary>The same callback with a state in lower case and a space behind it, an amount such as <c>50,000원</c>, and a time with
    /// separators.</summary>
    /// <param name="callback">By the names of v1; what is no usual value stays.</param>
    public static JsonObject Apply(JsonObject callback)
    {
        callback[Callback.State] = $"{((string?)callback[Callback.State])?.ToLowerInvariant()} ";
        if (long.TryParse((string?)callback[Callback.Price], NumberStyles.None, CultureInfo.InvariantCulture, out var won))
            callback[Callback.Price] = Amount(won);
        if (
            DateTime.TryParseExact(
                (string?)callback[Callback.ApprovedAt],
                "yyyyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var time
            )
        )
            callback[Callback.ApprovedAt] = Time(time);
        return callback;
    }

    public static string Amount(long won) => string.Create(CultureInfo.InvariantCulture, $"{won:#,0}원");

    public static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
