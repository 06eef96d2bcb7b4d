using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>
/// Something that is authentic but cannot be recorded as it is. It stays until it is redriven, and after that as a record.
/// </summary>
public sealed record DeadLetter
{
    /// <summary>
    /// <c>{kind}-{SHA-256 of Content}</c>, where the kind is <c>callback</c>, <c>unknown-key</c>, <c>undelivered</c>, or the
    /// queue of a queue message. The
    /// same content of another kind is another dead letter. Those of older versions have the SHA-256 alone.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Why it was kept, the last time.</summary>
    public required DeadLetterReason Reason { get; init; }

    /// <summary>The queue that a queue message came from, and may go back to; null for all else, and in rows of older versions.</summary>
    public string? Queue { get; init; }

    /// <summary>What is wrong with it, in words that quote nothing of it. Of the last time.</summary>
    public required string Problem { get; init; }

    /// <summary>
    /// A callback's JSON without keys; a body that cannot be read, as far as it could be decoded; or, where <see cref="Reason"/>
    /// is about a message, the queue message's text; or <c>{"undelivered":{"bill_id"}}</c>, which is no callback's.
    /// </summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>When it came first, UTC.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When it came last, UTC.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How often it came, at least: what is delivered out of order is not counted.</summary>
    public int Count { get; init; } = 1;

    /// <summary>When it was put back on the queue, UTC; null while it is open. It opens again when it comes again.</summary>
    public DateTimeOffset? RedrivenAt { get; init; }

    /// <summary>When an operator gave it up, UTC; null while nobody has. It opens again when it comes again.</summary>
    public DateTimeOffset? DismissedAt { get; init; }

    /// <summary>What let a callback in: see <see cref="ReceivedCallback.AuthenticatedBy"/>.</summary>
    public string? AuthenticatedBy { get; init; }

    /// <summary>Fields of a callback that were too long to keep.</summary>
    public IReadOnlyList<DroppedField> Dropped { get; init; } = [];

    /// <summary>Fields of a callback that a person had corrected before it came here.</summary>
    public IReadOnlyList<string> Corrected { get; init; } = [];

    /// <summary>
    /// What a person put it right with: a JSON object of fields by their names in v1. Null while nobody has. The first counts: with
    /// another one the same money could be recorded twice.
    /// </summary>
    public string? Correction { get; init; }

    /// <summary>Of a body that cannot be read: the <c>Content-Type</c> that it came with.</summary>
    public string? ContentType { get; init; }

    /// <summary>Of a body that cannot be read: how many bytes came.</summary>
    public int? BodyLength { get; init; }

    /// <summary>Of a callback with an unknown key: its seal, HMAC-SHA256 under the token that came with it.</summary>
    public byte[]? Seal { get; init; }

    /// <summary>
    /// How many bytes the whole content has; <see cref="Content"/> has fewer in a list, and none where it was too large to keep.
    /// </summary>
    public int ContentLength { get; init; }

    internal ETag ETag { get; init; }

    /// <summary>A callback that came at <paramref name="at"/>.</summary>
    internal static DeadLetter OfCallback(DeadLetterReason reason, string problem, ReadOnlyMemory<byte> json, DateTimeOffset at) =>
        Of(reason is DeadLetterReason.UnknownKey ? "unknown-key" : "callback", reason, problem, json, at);

    /// <summary>A bill whose event was not delivered: one, however many of its events were not.</summary>
    internal static DeadLetter OfUndelivered(string billId, string problem, DateTimeOffset at) =>
        Of("undelivered", DeadLetterReason.WebhookUndelivered, problem, Encoding.UTF8.GetBytes(UndeliveredJson(billId)), at);

    /// <summary>A message of <paramref name="queue"/> that came at <paramref name="at"/>.</summary>
    internal static DeadLetter OfMessage(DeadLetterReason reason, string queue, string problem, string text, DateTimeOffset at) =>
        Of(queue, reason, problem, Encoding.UTF8.GetBytes(text), at) with
        {
            Queue = queue,
        };

    private static DeadLetter Of(string kind, DeadLetterReason reason, string problem, ReadOnlyMemory<byte> content, DateTimeOffset at) =>
        new()
        {
            Id = $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(content.Span))}",
            Reason = reason,
            Problem = problem,
            Content = content,
            ContentLength = content.Length,
            FirstAt = at,
            LastAt = at,
        };

    private static string UndeliveredJson(string billId) =>
        $$$"""{"undelivered":{"bill_id":"{{{JsonEncodedText.Encode(billId, JsonText.WriterOptions.Encoder)}}}"}}""";
}

/// <summary>Why a dead letter was kept.</summary>
public enum DeadLetterReason
{
    /// <summary>An authenticated callback that is not valid.</summary>
    InvalidCallback,

    /// <summary>A valid callback that Table Storage will not take as things are, or whose bill has a damaged row.</summary>
    RefusedByStorage,

    /// <summary>A queue message that cannot be read.</summary>
    UnreadableMessage,

    /// <summary>A queue message that failed as often as host.json allows.</summary>
    RetriesExhausted,

    /// <summary>A bill's event that the webhook did not take.</summary>
    WebhookUndelivered,

    /// <summary>A body that cannot be read, but came with a right token or holds a live key.</summary>
    UnreadableBody,

    /// <summary>A callback whose key is not live, but that came with a right token.</summary>
    UnknownKey,

    /// <summary>A callback whose bill has as many as one may have.</summary>
    TooManyCallbacks,
}
