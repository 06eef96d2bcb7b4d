using System.Globalization;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// A page of a bill's history, the earliest first: at most 100 callbacks, and at most 1 MiB of them unless the first has more.
/// </summary>
/// <param name="Entries">In the order in which they first came.</param>
/// <param name="Continuation">Asks for the next page; null after the last.</param>
internal sealed record HistoryPage(IReadOnlyList<ReceivedCallback> Entries, string? Continuation)
{
    private const int MostEntries = 100;
    private const int MostBytes = 1024 * 1024;

    /// <param name="history">All of it, in order.</param>
    /// <param name="after">When the last of the page before came, and how many of the pages before came at that time.</param>
    public static HistoryPage Of(IReadOnlyList<ReceivedCallback> history, (long Ticks, int Places) after)
    {
        var start = history.TakeWhile(one => one.ReceivedAt.UtcTicks < after.Ticks).Count();
        start += history.Skip(start).Take(after.Places).TakeWhile(one => one.ReceivedAt.UtcTicks == after.Ticks).Count();
        var (entries, bytes) = (new List<ReceivedCallback>(), 0);
        foreach (var one in history.Skip(start).Take(MostEntries))
        {
            bytes += one.Callback.Json.Length;
            if (bytes > MostBytes && entries.Count > 0)
                break;
            entries.Add(one);
        }

        var end = start + entries.Count;
        return new HistoryPage(entries, end == history.Count ? null : Write(history.Take(end).ToList()));
    }

    /// <summary>False if no page came with it.</summary>
    public static bool TryReadContinuation(string? text, out (long Ticks, int Places) after)
    {
        after = default;
        if (!Storage.Continuation.TryRead(text, out var key))
            return false;
        return key is null
            || (
                key.Split('-') is [var ticks, var places]
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out after.Ticks)
                && int.TryParse(places, NumberStyles.None, CultureInfo.InvariantCulture, out after.Places)
            );
    }

    private static string Write(List<ReceivedCallback> before)
    {
        var ticks = before[^1].ReceivedAt.UtcTicks;
        var places = before.Count(one => one.ReceivedAt.UtcTicks == ticks);
        return Storage.Continuation.Write(string.Create(CultureInfo.InvariantCulture, $"{ticks}-{places}"));
    }
}
