using System.Diagnostics;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Serving;

/// <summary>Posts to the receiver as its operator, again and again until it succeeds.</summary>
/// <param name="functionKey">Sent as <c>x-functions-key</c>, where there is one.</param>
/// <param name="patience">How long without an answer that helps.</param>
internal sealed class OperatorCalls(string? functionKey, TimeSpan patience) : IDisposable
{
    private const int LargestAnswer = 64 * 1024;
    private const int Busy = 409;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // No Azure Function answers later.
    private readonly Receiver _receiver = new(TimeSpan.FromSeconds(230));

    /// <summary>
    /// The first answer that is good, or the last where none was. One who is busy with the like is waited for without end.
    /// </summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task<Answer> PostAsync(Uri url, ReadOnlyMemory<byte> json, Func<Answer, bool> isGood, CancellationToken interrupted)
    {
        for (var heard = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, interrupted))
        {
            var answer = await _receiver.SendAsync(Request(url, json), LargestAnswer, interrupted);
            if (answer.Status == Busy)
                heard = Stopwatch.GetTimestamp();
            else if (isGood(answer) || Stopwatch.GetElapsedTime(heard) >= patience)
                return answer;
        }
    }

    public void Dispose() => _receiver.Dispose();

    private HttpRequestMessage Request(Uri url, ReadOnlyMemory<byte> json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new("application/json") } },
            Headers = { { "x-payssam-operator", "1" } },
        };
        if (functionKey is not null)
            request.Headers.TryAddWithoutValidation("x-functions-key", functionKey);
        return request;
    }
}
