using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Repair;

/// <summary>
/// Answers an operator: which dead letters there are, and whether they can be redriven; or dismisses them. Storage faults are
/// 503.
/// </summary>
public sealed class DeadLetterDesk(
    DeadLetterStore store,
    Redrive redrive,
    CallbackRepair repair,
    Secrets secrets,
    TimeProvider time,
    ILogger<DeadLetterDesk> logger
)
{
    private const int MostListed = 100;

    // Two calls to storage for each, in the time that one answer may take.
    private const int MostRedriven = 20;

    // A row keeps it beside the content.
    private const int LargestCorrections = 8 * 1024;

    /// <summary>
    /// 200 <c>{"dead_letters":[…],"continuation"}</c>, at most 100, each as in <see cref="DeadLetterJson"/>. <c>continuation</c>, where it
    /// is not null, asks for the next page.
    /// </summary>
    /// <param name="reason">Only those of this <see cref="DeadLetterReason"/>; all when null or empty.</param>
    /// <param name="onlyOpen">Only those that were neither redriven nor dismissed.</param>
    /// <param name="isCovered">Whether to hide such numbers.</param>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Reply> ListAsync(
        string? reason,
        bool onlyOpen,
        bool isCovered,
        string? continuation,
        CancellationToken cancellationToken
    ) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                DeadLetterReason? wanted = null;
                if (!string.IsNullOrEmpty(reason))
                {
                    if (ReadReason(reason) is not { } known)
                        return UnknownReason;
                    wanted = known;
                }

                if (!Continuation.TryRead(continuation, out var after))
                    return Reply.InvalidContinuation;
                var (letters, next) = await store.ListAsync(wanted, onlyOpen, MostListed, whole: false, after, budget);
                return Reply.Ok(json => WriteList(json, letters, isCovered, next));
            },
            cancellationToken
        );

    /// <summary>
    /// 200 <c>{"id","redriven":true}</c>; 404 for an unknown id; 409 with what is still wrong with it; 400 or 413 where a correction cannot
    /// be read, and then nothing was changed.
    /// </summary>
    /// <param name="id">The dead letter.</param>
    /// <param name="body">Empty, or the <see cref="Corrections"/> to put it right with: the original stays.</param>
    /// <param name="isDryRun">Only says what would be recorded: 200 <c>{"id","redriven":false,"bill_id","state","approved_at",
    /// "amount_won","day"}</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<Reply> RedriveAsync(string id, Stream body, bool isDryRun, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                var (json, refusal) = await SmallBody.ReadAsync(body, LargestCorrections, budget);
                if (refusal is not null)
                    return refusal.Value;
                if (Corrections.Read(json, secrets, out var corrections) is { } wrong)
                    return new Reply(400, Base.Error(wrong));
                if (await store.FindAsync(id, budget) is not { } letter)
                    return UnknownId;
                if (corrections.IsEmpty)
                    corrections = Corrections.Of(letter);
                ReceivedCallback? received = null;
                var problem = isDryRun
                    ? redrive.Try(letter, corrections, out received)
                    : await redrive.RedriveAsync(letter, corrections, budget);
                return problem is null
                    ? Reply.Ok(output => WriteRedriven(output, letter.Id, received))
                    : new Reply(409, Base.Error($"It cannot be redriven: {problem}."));
            },
            cancellationToken
        );

    /// <summary>
    /// Closes one that is of no use, such as a test's: 200 <c>{"id","dismissed":true}</c>; 404 for an unknown id. It stays as
    /// a record, and can still be redriven.
    /// </summary>
    public Task<Reply> DismissAsync(string id, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (await store.FindAsync(id, budget) is not { } letter)
                    return UnknownId;
                await store.CloseAsync(letter with { DismissedAt = time.GetUtcNow() }, budget);
                return Reply.Ok(json => WriteDismissed(json, letter.Id));
            },
            cancellationToken
        );

    /// <summary>
    /// Redrives one page, at most 20, of the open dead letters of a reason: 200
    /// <c>{"redriven":[{"id"}],"refused":[{"id","problem"}],"continuation"}</c>.
    /// </summary>
    /// <param name="reason">A <see cref="DeadLetterReason"/>.</param>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Ends the work; what was redriven stays so.</param>
    public Task<Reply> RedriveAllAsync(string? reason, string? continuation, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (ReadReason(reason) is not { } wanted)
                    return UnknownReason;
                if (!Continuation.TryRead(continuation, out var after))
                    return Reply.InvalidContinuation;
                var (letters, next) = await store.ListAsync(wanted, onlyOpen: true, MostRedriven, whole: true, after, budget);
                var answers = new List<(string Id, string? Problem)>();
                foreach (var letter in letters)
                    answers.Add((letter.Id, await redrive.RedriveAsync(letter, budget)));
                return Reply.Ok(json => WriteAnswers(json, answers, next));
            },
            cancellationToken
        );

    private static Reply UnknownId { get; } = new(404, Base.Error("There is no dead letter of this id."));

    private static Reply UnknownReason { get; } =
        new(400, Base.Error($"reason must be one of {string.Join(", ", Enum.GetNames<DeadLetterReason>())}."));

    private static DeadLetterReason? ReadReason(string? text) =>
        Enum.GetNames<DeadLetterReason>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<DeadLetterReason>(text!, ignoreCase: true)
            : null;

    private void WriteList(Utf8JsonWriter json, IReadOnlyList<DeadLetter> letters, bool isCovered, string? continuation)
    {
        json.WriteObjects("dead_letters", letters, letter => DeadLetterJson.Write(json, letter, repair.ToCorrect(letter), isCovered));
        json.WriteString("continuation", Continuation.WriteOrNull(continuation));
    }

    /// <param name="json">The answer.</param>
    /// <param name="id">The dead letter.</param>
    /// <param name="tried">What a dry run would record; null where it was redriven.</param>
    private static void WriteRedriven(Utf8JsonWriter json, string id, ReceivedCallback? tried)
    {
        json.WriteString("id", id);
        json.WriteBoolean("redriven", tried is null);
        if (tried is null)
            return;
        StateJson.WritePayment(json, tried.Callback);
        json.WriteString("day", KoreanDay.Text(KoreanDay.Of(tried.Callback.ApprovedAt ?? tried.ReceivedAt)));
    }

    private static void WriteDismissed(Utf8JsonWriter json, string id)
    {
        json.WriteString("id", id);
        json.WriteBoolean("dismissed", true);
    }

    private static void WriteAnswers(Utf8JsonWriter json, List<(string Id, string? Problem)> answers, string? continuation)
    {
        json.WriteObjects("redriven", answers.Where(answer => answer.Problem is null), answer => json.WriteString("id", answer.Id));
        json.WriteObjects(
            "refused",
            answers.Where(answer => answer.Problem is not null),
            answer =>
            {
                json.WriteString("id", answer.Id);
                json.WriteString("problem", answer.Problem);
            }
        );
        json.WriteString("continuation", Continuation.WriteOrNull(continuation));
    }
}
