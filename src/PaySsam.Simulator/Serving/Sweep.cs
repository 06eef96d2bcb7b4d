using System.Text.Json;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>
/// Has the receiver ask for the bills of each day: <c>POST …?day=yyyy-MM-dd</c>, until its answer is <c>{"finished":true}</c>.
/// </summary>
internal sealed class Sweep(OperatorCalls calls, Uri url)
{
    /// <summary>The day that is being swept.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Whether every day was finished; the first that is not ends it, and is said.</summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task<bool> RunAsync(DateOnly first, DateOnly last, CancellationToken interrupted)
    {
        for (Day = first; Day <= last; Day = Day.AddDays(1))
        {
            for (bool? finished = false; finished is false; )
            {
                var answer = await calls.PostAsync(
                    url.With("day", $"{Day:yyyy-MM-dd}"),
                    default,
                    answer => IsFinished(answer) is not null,
                    interrupted
                );
                finished = IsFinished(answer);
                if (finished is null)
                {
                    Screen.Line(Texts.NotSwept($"{Day:yyyy-MM-dd}", answer.Status, answer.Failure));
                    return false;
                }
            }
        }

        Screen.Line(Texts.Swept(last.DayNumber - first.DayNumber + 1));
        return true;
    }

    /// <summary>Null where the answer does not say.</summary>
    private static bool? IsFinished(Answer answer)
    {
        try
        {
            return answer.Status == 200 ? (bool?)JsonNode.Parse(answer.Body.Span)?["finished"] : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
