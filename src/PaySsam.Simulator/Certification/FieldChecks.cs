using System.Text.Json.Nodes;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Certification;

/// <summary>
/// What integrators have seen PaySsam send and its definition does not say, in the order it is tried. A receiver that refuses it is
/// only warned: it would lose such a payment.
/// </summary>
internal static class FieldChecks
{
    private const int SignKiB = 200;
    private const int LongId = 24;

    private static readonly Outcome NotTried = new([]) { IsTried = false };

    public static IReadOnlyList<Check> All { get; } =
    [
        Sent("field-euc-kr", Texts.FieldEucKr, shape => shape with { Form = BodyForm.EucKr }),
        Sent("field-gzip", Texts.FieldGzip, shape => shape with { Form = BodyForm.Gzip }),
        Sent("field-form", Texts.FieldForm, shape => shape with { Form = BodyForm.Form }),
        Sent("field-appr-sign", Texts.FieldSign, shape => shape with { SignKiB = SignKiB }),
        Odd(
            "field-long-id",
            Texts.FieldLongId,
            callback => callback[Callback.BillId] = ((string)callback[Callback.BillId]!).PadRight(LongId, 'X')
        ),
        Odd("field-state", Texts.FieldState, callback => callback[Callback.State] = "F "),
        Odd("field-amount", Texts.FieldAmount, callback => callback[Callback.Price] = OddValues.Amount(50_000)),
        Odd("field-time", Texts.FieldTime, callback => callback[Callback.ApprovedAt] = OddValues.Time(KoreanTime.Now.DateTime)),
        Odd("field-minute", Texts.FieldMinute, callback => callback[Callback.ApprovedAt] = Callback.Time(KoreanTime.Now.DateTime)[..12]),
        new("field-keyless", Texts.FieldKeyless, trial => trial.AcknowledgesAsync(Keyless(trial), trial.TokenUrl), NeedsToken: true),
        new(
            "field-wrong-token",
            Texts.FieldWrongToken,
            trial => trial.RefusesAsync([Keyless(trial).Bytes], trial.WrongTokenUrl),
            NeedsToken: true
        ),
    ];

    /// <summary>Tries them all, but for those that lack a token, or where nobody answers, or after somebody interrupted.</summary>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(Trial trial)
    {
        var results = new List<CheckResult>();
        foreach (var check in All)
            results.Add(
                new(
                    check,
                    trial.Version,
                    trial.IsAnswered && (trial.TokenUrl is not null || !check.NeedsToken) ? await TryAsync(check, trial) : NotTried
                )
            );
        return results;
    }

    private static async Task<Outcome> TryAsync(Check check, Trial trial)
    {
        try
        {
            var outcome = await check.RunAsync(trial);
            return outcome with { Findings = [.. outcome.Findings.Select(finding => finding with { Verdict = Verdict.Warning })] };
        }
        catch (OperationCanceledException)
        {
            return NotTried;
        }
    }

    private static Check Sent(string id, Phrase name, Func<Shape, Shape> change) =>
        new(id, name, trial => trial.AcknowledgesAsync(change(new Shape(trial.Version)).Write(trial.Valid()), trial.Url));

    private static Check Odd(string id, Phrase name, Action<JsonObject> change) =>
        new(
            id,
            name,
            trial =>
            {
                var callback = trial.Valid();
                change(callback);
                return trial.AcknowledgesAsync(callback);
            }
        );

    /// <summary>With no more than was seen: bill, state and amount.</summary>
    private static CallbackBody Keyless(Trial trial)
    {
        var callback = trial.Valid();
        foreach (var name in Callback.Fields.Except([Callback.BillId, Callback.State, Callback.Price]))
            callback.Remove(name);
        return new Shape(trial.Version).Write(callback);
    }
}
