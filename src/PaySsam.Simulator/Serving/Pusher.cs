using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>Pushes payments and cancellations to a receiver, with the hourly repeats.</summary>
/// <param name="receiver">Carries the requests.</param>
/// <param name="url">The receiver's callback.</param>
/// <param name="key">The <c>apikey</c>.</param>
/// <param name="shape">In what shape.</param>
/// <param name="hour">How long an hour lasts.</param>
/// <param name="register">Is told what was acknowledged.</param>
internal sealed class Pusher(Receiver receiver, Uri url, string key, Shape shape, TimeSpan hour, Register register)
{
    /// <summary>Null where it was acknowledged; else why not, at the last repeat.</summary>
    /// <param name="telling">Pushed as it is here, also where its bill changes meanwhile: a repeat is the same to the byte.</param>
    /// <param name="interrupted">Ends it.</param>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task<Phrase?> PushAsync(Telling telling, CancellationToken interrupted)
    {
        var body = shape.Write(telling.Write(key));
        Finding? worst = null;
        await foreach (var (_, findings) in HourlyRepeats.RunAsync(hour, _ => receiver.PostAsync(url, body, interrupted), interrupted))
            worst = findings.MaxBy(finding => finding.Verdict);
        if (worst is null)
            register.Change(telling.Bill.Id, known => known with { IsPushed = true });
        return worst?.Text;
    }
}
