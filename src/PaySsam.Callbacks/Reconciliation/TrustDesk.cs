using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Attention;
using PaySsam.Callbacks.Http;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// Takes a person's word on PaySsam's answers: <c>{"note"}</c>, or no body. 400 for what is wrong in it, 409 where PaySsam is not asked;
/// storage faults are 503.
/// </summary>
public sealed class TrustDesk(TrustStore store, PaySsamApi api, TimeProvider time, ILogger<TrustDesk> logger)
{
    private const int LargestBody = 4 * 1024;

    /// <summary>C means cancelled, for this base URL and version: 200 with <see cref="TrustJson"/>.</summary>
    public Task<Reply> TrustAsync(Stream body, CancellationToken cancellationToken) =>
        ChangeAsync(body, (trust, note) => trust.Say(api.Name, time.GetUtcNow(), note), cancellationToken);

    /// <summary>Asking goes on after the breaker stopped it: 200 with <see cref="TrustJson"/>.</summary>
    public Task<Reply> ResumeAsync(Stream body, CancellationToken cancellationToken) =>
        ChangeAsync(body, (trust, note) => trust.Resume(time.GetUtcNow(), note), cancellationToken);

    private Task<Reply> ChangeAsync(Stream body, Func<Trust, string?, Trust> change, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (!api.IsConfigured)
                    return ReconcileDesk.NotAsked;
                var (json, refusal) = await SmallBody.ReadAsync(body, LargestBody, budget);
                if (refusal is not null)
                    return refusal.Value;
                if (Settlement.ReadNote(json, out var note) is { } problem)
                    return new Reply(400, Base.Error(problem));
                var trust = await store.UpdateAsync(known => change(known, note), budget);
                return Reply.Ok(output => TrustJson.Write(output, trust, api.Name));
            },
            cancellationToken
        );
}
