using System.Text.Json.Nodes;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>One run of the checks against one receiver, on bills of its own.</summary>
internal sealed class Trial(Receiver receiver, Uri url, string key, CancellationToken interrupted)
{
    private readonly HashSet<string> _warned = [];
    private readonly string _run = "SIM" + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();
    private int _bills;
    private Answer? _toValid;

    /// <summary>Of the answers to callbacks that were to be acknowledged; null before the first.</summary>
    public Answer? Slowest { get; private set; }

    /// <summary>The live key.</summary>
    public string Key => key;

    /// <summary>A valid callback of a new bill.</summary>
    public JsonObject Valid(char state = 'F') =>
        Callback.Sample(key, $"{_run}{_bills++:000}", state, Callback.KoreanNow, (ulong)Random.Shared.NextInt64());

    public Task<Outcome> AcknowledgesAsync(JsonObject callback) => AcknowledgesAsync(callback.ToUtf8());

    /// <summary>Looks for the success form in the answer. A warning that was given before is not given again.</summary>
    public async Task<Outcome> AcknowledgesAsync(ReadOnlyMemory<byte> body)
    {
        var answer = await receiver.PostAsync(url, body, interrupted);
        _toValid ??= answer;
        Slowest = Slowest?.Time > answer.Time ? Slowest : answer;
        return Judge(answer);
    }

    /// <summary>Looks for a refusal, without a server error, in the answer to each.</summary>
    public async Task<Outcome> RefusesAsync(params ReadOnlyMemory<byte>[] bodies)
    {
        var outcome = new Outcome([]);
        foreach (var body in bodies)
        {
            var answer = await receiver.PostAsync(url, body, interrupted);
            if (outcome.Findings is [] && JudgeRefusal(answer) is { } finding)
                outcome = new([finding], answer);
        }

        return outcome;
    }

    /// <summary>Looks for any answer, but for a server error.</summary>
    public async Task<Outcome> SurvivesAsync(ReadOnlyMemory<byte> body)
    {
        var answer = await receiver.PostAsync(url, body, interrupted);
        return JudgeFault(answer) is { } finding ? new([finding], answer) : new([]);
    }

    /// <summary>A refusal of a body in chunks is a warning only.</summary>
    public async Task<Outcome> AcknowledgesInChunksAsync()
    {
        var answer = await receiver.PostAsync(url, Valid().ToUtf8(), interrupted, inChunks: true);
        return answer.Status is >= 400 and < 500
            ? new([new("chunked-refused", Verdict.Warning, Texts.ChunkedRefused(answer.Status))], answer)
            : Judge(answer);
    }

    private Outcome Judge(Answer answer) =>
        new([.. ReplyJudge.Judge(answer).Where(finding => finding.Verdict is Verdict.Failure || _warned.Add(finding.Id))], answer);

    private static Finding? JudgeFault(Answer answer) =>
        answer.Failure is { } failure ? new("no-answer", Verdict.Failure, Texts.NoAnswer(failure))
        : answer.Status >= 500 ? new("server-error", Verdict.Failure, Texts.ServerError(answer.Status))
        : null;

    private Finding? JudgeRefusal(Answer answer) =>
        JudgeFault(answer) is { } fault ? fault
        : SuccessForm.IsAcknowledgement(answer) ? new("acknowledged", Verdict.Failure, Texts.Acknowledged)
        : IsLikeToValid(answer) ? new("same-as-success", Verdict.Failure, Texts.SameAsSuccess)
        : null;

    private bool IsLikeToValid(Answer answer) =>
        _toValid is { Status: >= 200 and < 300 } valid && !SuccessForm.IsRefusal(valid) && answer.Status == valid.Status && answer.Body.Span.SequenceEqual(valid.Body.Span);
}
