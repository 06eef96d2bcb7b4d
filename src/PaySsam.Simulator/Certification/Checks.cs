using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>What a receiver has to get right, in the order it is tried.</summary>
internal static class Checks
{
    private const int Repeats = 3;
    private const int VeryDeep = 2_000;

    private static readonly Outcome NotRun = new([new("not-run", Verdict.Failure, Texts.NotRun)]);

    /// <param name="slowest">How long an answer may take.</param>
    /// <param name="readsBack">Whether bills are read back.</param>
    public static IReadOnlyList<Check> All(TimeSpan slowest, bool readsBack) =>
        [
            new("success-form", Texts.SuccessForm, trial => trial.AcknowledgesAsync(trial.Valid())),
            .. "WDFC".Select(state => new Check(
                $"state-{state}",
                Texts.State(state),
                trial => trial.AcknowledgesAsync(trial.Valid(state))
            )),
            new("repeat", Texts.Repeat, RepeatAsync),
            new(
                "other-version",
                readsBack ? Texts.OtherVersion : Texts.OtherVersionAcknowledged,
                trial => trial.RepeatsInOtherVersionAsync()
            ),
            new("wrong-key", Texts.WrongKey, trial => trial.RefusesAsync(WithKey(trial, Altered(trial.Key)), WithKey(trial, "wrong"))),
            new(
                "missing-key",
                Texts.MissingKey,
                trial => trial.RefusesAsync(Without(trial, Callback.ApiKey), WithKey(trial, null), WithKey(trial, ""))
            ),
            Malformed("json", Texts.MalformedJson, _ => "apikey=1&bill_id=2"),
            Malformed("truncated", Texts.MalformedTruncated, valid => valid[..^30]),
            Malformed("empty", Texts.MalformedEmpty, _ => ""),
            Malformed("object", Texts.MalformedObject, valid => $"[{valid}]"),
            new(
                "malformed-depth",
                Texts.MalformedDepth,
                trial =>
                    trial.SurvivesAsync(
                        Encoding.UTF8.GetBytes($"{Text(trial)[..^1]},\"x\":{new string('[', VeryDeep)}{new string(']', VeryDeep)}}}")
                    )
            ),
            new("missing-bill", Texts.MissingBill, trial => trial.RefusesAsync(Without(trial, Callback.BillId))),
            new("missing-state", Texts.MissingState, trial => trial.RefusesAsync(Without(trial, Callback.State))),
            Odd("required-only", Texts.OddRequiredOnly, callback => Optional(callback, name => callback.Remove(name))),
            Odd("nulls", Texts.OddNulls, callback => Optional(callback, name => callback[name] = null)),
            Odd("empties", Texts.OddEmpties, callback => Optional(callback, name => callback[name] = "")),
            Odd("numbers", Texts.OddNumbers, callback => (callback[Callback.Price], callback["appr_monthly"]) = (50_000, 3)),
            Odd(
                "extra-fields",
                Texts.OddExtraFields,
                callback => (callback["member"], callback["later"]) = ("", new JsonObject { ["a"] = new JsonArray(1, null) })
            ),
            Odd(
                "long-id",
                Texts.OddLongId,
                callback => callback[Callback.BillId] = $"1234567890{Random.Shared.NextInt64(10_000_000_000):0000000000}"
            ),
            Odd(
                "hangul-id",
                Texts.OddHangulId,
                callback => callback[Callback.BillId] = $"사업자번호-{Random.Shared.Next(100_000_000, 1_000_000_000)}"
            ),
            Odd("new-pay-type", Texts.OddPayType, callback => callback["appr_pay_type"] = "SIMULATED_PAY"),
            new(
                "odd-escaped",
                Texts.OddEscaped,
                trial => trial.AcknowledgesAsync(Encoding.UTF8.GetBytes(trial.Valid().In(trial.Version).ToJsonString()))
            ),
            new("chunked", Texts.Chunked, trial => trial.AcknowledgesInChunksAsync()),
            new("answer-time", Texts.AnswerTime, trial => Task.FromResult(JudgeTime(trial.Slowest, slowest))),
        ];

    /// <summary>Tries them all, but for those left when nobody answered the first, or when somebody interrupted.</summary>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(Trial trial, TimeSpan slowest)
    {
        var results = new List<CheckResult>();
        foreach (var check in All(slowest, trial.ReadsBack))
            results.Add(
                new(check, trial.Version, results is [{ Outcome.Evidence.Failure: not null }, ..] ? NotRun : await TryAsync(check, trial))
            );
        return results;
    }

    private static async Task<Outcome> TryAsync(Check check, Trial trial)
    {
        try
        {
            return await check.RunAsync(trial);
        }
        catch (OperationCanceledException)
        {
            return NotRun;
        }
    }

    private static Outcome JudgeTime(Answer? answer, TimeSpan slowest) =>
        answer is null ? NotRun
        : answer.Failure is Failure.TimedOut ? new([new("slow", Verdict.Failure, Texts.NoAnswer(Failure.TimedOut))], answer)
        : answer.Time > slowest ? new([new("slow", Verdict.Failure, Texts.Slow(answer.Time, slowest))], answer)
        : new([], answer);

    private static async Task<Outcome> RepeatAsync(Trial trial)
    {
        var body = trial.Body(trial.Valid());
        var outcome = await trial.AcknowledgesAsync(body);
        for (var hour = 1; hour <= Repeats && outcome.Findings is []; hour++)
            outcome = await trial.AcknowledgesAsync(body);
        return outcome;
    }

    private static Check Malformed(string id, Phrase name, Func<string, string> spoil) =>
        new($"malformed-{id}", name, trial => trial.RefusesAsync(Encoding.UTF8.GetBytes(spoil(Text(trial)))));

    private static Check Odd(string id, Phrase name, Action<JsonObject> change) =>
        new(
            $"odd-{id}",
            name,
            trial =>
            {
                var callback = trial.Valid();
                change(callback);
                return trial.AcknowledgesAsync(callback);
            }
        );

    private static void Optional(JsonObject callback, Action<string> change)
    {
        foreach (var name in Callback.Fields.Except([Callback.ApiKey, Callback.BillId, Callback.State]))
            change(name);
    }

    private static ReadOnlyMemory<byte> WithKey(Trial trial, string? key)
    {
        var callback = trial.Valid();
        callback[Callback.ApiKey] = key;
        return trial.Body(callback);
    }

    private static ReadOnlyMemory<byte> Without(Trial trial, string field)
    {
        var callback = trial.Valid();
        callback.Remove(field);
        return trial.Body(callback);
    }

    private static string Altered(string key) => key[..^1] + (key[^1] == 'x' ? 'y' : 'x');

    private static string Text(Trial trial) => Encoding.UTF8.GetString(trial.Body(trial.Valid()).Span);
}
