using System.Diagnostics;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>One run of the checks against one receiver, in one version of the API, on bills of its own.</summary>
/// <param name="receiver">Carries the requests.</param>
/// <param name="url">The receiver.</param>
/// <param name="key">The live key.</param>
/// <param name="version">The version.</param>
/// <param name="payments">Where its bills can be read back; null where they cannot.</param>
/// <param name="interrupted">Somebody interrupted the program.</param>
/// <param name="token">The URL's token, which authenticates a callback without a key; null where there is none.</param>
internal sealed class Trial(
    Receiver receiver,
    Uri url,
    string key,
    ApiVersion version,
    Payments? payments,
    CancellationToken interrupted,
    string? token = null
)
{
    private const string WrongToken = "wrongwrongwrongwrongwrongwrong00";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _warned = [];
    private readonly string _run = "SIM" + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();
    private int _bills;
    private Answer? _toValid;

    /// <summary>Of the answers to callbacks that were to be acknowledged; null before the first.</summary>
    public Answer? Slowest { get; private set; }

    /// <summary>The live key.</summary>
    public string Key => key;

    /// <summary>The receiver.</summary>
    public Uri Url => url;

    /// <summary>The receiver with its token; null where there is none.</summary>
    public Uri? TokenUrl => token is null ? null : url.With(UrlQuery.Token, token);

    /// <summary>The receiver with a token that is not its own.</summary>
    public Uri WrongTokenUrl => url.With(UrlQuery.Token, WrongToken);

    /// <summary>Whether there was any answer to the first valid callback.</summary>
    public bool IsAnswered => _toValid is { Failure: null };

    /// <summary>The version that is tried.</summary>
    public ApiVersion Version => version;

    /// <summary>Whether the receiver's bills can be read back.</summary>
    public bool ReadsBack => payments is not null;

    /// <summary>A valid callback of a new bill, by the names of v1.</summary>
    public JsonObject Valid(char state = 'F') =>
        Callback.Sample(key, $"{_run}{_bills++:000}", state, KoreanTime.Now.DateTime, (ulong)Random.Shared.NextInt64());

    /// <summary>A callback as it is sent.</summary>
    public ReadOnlyMemory<byte> Body(JsonObject callback) => callback.In(version).ToUtf8();

    public Task<Outcome> AcknowledgesAsync(JsonObject callback) => AcknowledgesAsync(Body(callback));

    /// <summary>Looks for the success form in the answer. A warning that was given before is not given again.</summary>
    public Task<Outcome> AcknowledgesAsync(ReadOnlyMemory<byte> body) => AcknowledgesAsync(new CallbackBody(body, ""), url);

    /// <summary>The same of a body in whatever form, sent to the receiver with or without its token.</summary>
    public async Task<Outcome> AcknowledgesAsync(CallbackBody body, Uri? to)
    {
        var answer = await receiver.PostAsync(to ?? url, body, interrupted);
        _toValid ??= answer;
        Slowest = Slowest?.Time > answer.Time ? Slowest : answer;
        return Judge(answer);
    }

    /// <summary>Looks for a refusal, without a server error, in the answer to each.</summary>
    public Task<Outcome> RefusesAsync(params ReadOnlyMemory<byte>[] bodies) => RefusesAsync(bodies, url);

    /// <summary>The same of bodies that are sent to the receiver with a token.</summary>
    public async Task<Outcome> RefusesAsync(ReadOnlyMemory<byte>[] bodies, Uri to)
    {
        var outcome = new Outcome([]);
        foreach (var body in bodies)
        {
            var answer = await receiver.PostAsync(to, body, interrupted);
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
        var answer = await receiver.PostAsync(url, Body(Valid()), interrupted, inChunks: true);
        return answer.Status is >= 400 and < 500
            ? new([new("chunked-refused", Verdict.Warning, Texts.ChunkedRefused(answer.Status))], answer)
            : Judge(answer);
    }

    /// <summary>
    /// Sends a callback and then the same in the other version, and where bills can be read back looks for one entry of it
    /// in the history. A receiver that refuses the other version is only warned of it.
    /// </summary>
    public async Task<Outcome> RepeatsInOtherVersionAsync()
    {
        var paid = Valid();
        if (await AcknowledgesAsync(paid) is { Findings: not [] } refused)
            return refused;
        var other = version is ApiVersion.V1 ? ApiVersion.V2 : ApiVersion.V1;
        var answer = await receiver.PostAsync(url, paid.In(other).ToUtf8(), interrupted);
        if (answer.Status is >= 400 and < 500 || SuccessForm.IsRefusal(answer))
            return new([new("other-version-refused", Verdict.Warning, Texts.OtherVersionRefused(other))], answer);
        var outcome = Judge(answer);
        return payments is null || outcome.Findings is not [] ? outcome : await FindOnceAsync(payments, paid);
    }

    /// <summary>A cancellation of the same bill comes last: once it is there, the others should be.</summary>
    private async Task<Outcome> FindOnceAsync(Payments bills, JsonObject paid)
    {
        var cancelled = paid.DeepClone().AsObject();
        cancelled[Callback.State] = "C";
        if (await AcknowledgesAsync(cancelled) is { Findings: not [] } refused)
            return refused;
        var (sought, last) = (StoredCallback.Of(paid), StoredCallback.Of(cancelled));
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, interrupted))
        {
            var answer = await bills.AskAsync((string)paid[Callback.BillId]!, interrupted);
            if (StoredBill.Read(answer) is not { History: var history })
                return new([new("unread", Verdict.Failure, Texts.Unread(answer.Status, answer.Failure))], answer);
            if (history.Contains(last))
                return history.Count(entry => entry == sought) > 1 ? new([new("doubled", Verdict.Failure, Texts.SecondPayment)]) : new([]);
            if (Stopwatch.GetElapsedTime(started) > Patience)
                return new([new("missing", Verdict.Failure, Texts.NotReadBack)], answer);
        }
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
        _toValid is { Status: >= 200 and < 300 } valid
        && !SuccessForm.IsRefusal(valid)
        && answer.Status == valid.Status
        && answer.Body.Span.SequenceEqual(valid.Body.Span);
}
