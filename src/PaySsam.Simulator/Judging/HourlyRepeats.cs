using System.Runtime.CompilerServices;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Judging;

/// <summary>PaySsam's patience: one callback, and a repeat each hour for 24 hours until the reply is a success.</summary>
internal static class HourlyRepeats
{
    public const int LastHour = 24;

    /// <summary>
    /// What was found in the reply of each hour; ends after one in which nothing was found. A doubtful reply is repeated
    /// too: that is what PaySsam does if it compares bytes.
    /// </summary>
    /// <param name="hour">How long an hour lasts.</param>
    /// <param name="sendAsync">Sends the callback; the argument is the hour, from 0.</param>
    /// <param name="interrupted">Ends it.</param>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public static async IAsyncEnumerable<(int Hour, IReadOnlyList<Finding> Findings)> RunAsync(
        TimeSpan hour,
        Func<int, Task<Answer>> sendAsync,
        [EnumeratorCancellation] CancellationToken interrupted
    )
    {
        for (var number = 0; number <= LastHour; number++)
        {
            if (number > 0)
                await Task.Delay(hour, interrupted);
            var findings = ReplyJudge.Judge(await sendAsync(number));
            yield return (number, findings);
            if (findings.Worst() is Verdict.Pass)
                yield break;
        }
    }
}
