using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Repair;

/// <summary>
/// Answers an operator: which dead letters there are, and whether they can be redriven; or dismisses them. Storage faults are
/// 503.
/// </summary>
public sealed class DeadLetterDesk(DeadLetterStore store, Redrive redrive, TimeProvider time, ILogger<DeadLetterDesk> logger)
{
    private const int MostListed = 100;

    // Two calls to storage for each, in the time that one answer may take.
    private const int MostRedriven = 20;

    /// <summary>
    /// 200 <c>{"dead_letters":[{"id","reason","problem","count","first_at","last_at","redriven_at","dismissed_at","authenticated_by",
    /// "content_type","body_length","content_length","content"}],"continuation"}</c>, at most 100. <c>content</c> is cut at 64,000 of
    /// its <c>content_length</c> bytes; <c>body_length</c> stands only where a body could not be read. <c>continuation</c>, where
    /// it is not null, asks for the next page. Covered, <c>content</c> is text to read: decoded from the base64 of a queue message, JSON
    /// indented, card, account and phone numbers hidden.
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

    /// <summary>200 <c>{"id","redriven":true}</c>; 404 for an unknown id; 409 with what is still wrong with it.</summary>
    public Task<Reply> RedriveAsync(string id, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (await store.FindAsync(id, budget) is not { } letter)
                    return UnknownId;
                return await redrive.RedriveAsync(letter, budget) is { } problem
                    ? new Reply(409, Base.Error($"It cannot be redriven: {problem}."))
                    : Reply.Ok(json => WriteDone(json, letter.Id, "redriven"));
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
                return Reply.Ok(json => WriteDone(json, letter.Id, "dismissed"));
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

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<DeadLetter> letters, bool isCovered, string? continuation)
    {
        json.WriteObjects("dead_letters", letters, letter => Write(json, letter, isCovered));
        json.WriteString("continuation", Continuation.WriteOrNull(continuation));
    }

    private static void Write(Utf8JsonWriter json, DeadLetter letter, bool isCovered)
    {
        json.WriteString("id", letter.Id);
        json.WriteString("reason", letter.Reason.ToString());
        json.WriteString("problem", letter.Problem);
        json.WriteNumber("count", letter.Count);
        json.WriteString("first_at", letter.FirstAt.UtcDateTime);
        json.WriteString("last_at", letter.LastAt.UtcDateTime);
        json.WriteTime("redriven_at", letter.RedrivenAt);
        json.WriteTime("dismissed_at", letter.DismissedAt);
        json.WriteString("authenticated_by", letter.AuthenticatedBy);
        json.WriteString("content_type", isCovered && letter.ContentType is { } type ? TextCover.Of(type) : letter.ContentType);
        if (letter.BodyLength is { } length)
            json.WriteNumber("body_length", length);
        json.WriteNumber("content_length", letter.ContentLength);
        json.WriteString("content", isCovered ? Covered(letter) : Encoding.UTF8.GetString(letter.Content.Span));
    }

    private static string Covered(DeadLetter letter) =>
        LetterCover.Of(letter.Content.Span, letter.Reason is DeadLetterReason.UnreadableMessage or DeadLetterReason.RetriesExhausted);

    private static void WriteDone(Utf8JsonWriter json, string id, string what)
    {
        json.WriteString("id", id);
        json.WriteBoolean(what, true);
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
