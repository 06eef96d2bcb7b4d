namespace PaySsam.Callbacks.Model;

/// <summary>A callback on its way from the acknowledgement to the table.</summary>
/// <param name="Callback">What was said.</param>
/// <param name="ReceivedAt">When it was received, UTC. A known callback with another time is a repeat; with the same, our own
/// redelivery.</param>
/// <param name="TraceParent">The W3C <c>traceparent</c> of the request that brought it, when it was traced.</param>
/// <param name="IsRead">Whether PaySsam answered it when it was asked, and did not push it.</param>
public sealed record ReceivedCallback(Callback Callback, DateTimeOffset ReceivedAt, string? TraceParent, bool IsRead = false)
{
    /// <summary>How it came, as history and events tell it: <c>callback</c>, <c>corrected</c>, or <c>read</c>.</summary>
    public string Source =>
        IsRead ? Read
        : Corrected is [] ? Pushed
        : ByPerson;

    /// <summary>The fields that a person corrected before it was recorded, by their names in v1.</summary>
    public IReadOnlyList<string> Corrected { get; init; } = [];

    /// <summary>
    /// What let it in: <see cref="ByKey"/> or <see cref="ByToken"/>; null where it did not come to the door, or that was not
    /// kept.
    /// </summary>
    public string? AuthenticatedBy { get; init; }

    /// <summary>What the outside knows it by: 32 random hexadecimal digits, given when it is first stored; null before that.</summary>
    public string? PublicId { get; init; }

    /// <summary>Fields that were too long to keep.</summary>
    public IReadOnlyList<DroppedField> Dropped { get; init; } = [];

    internal const string Pushed = "callback";
    internal const string Read = "read";
    internal const string ByPerson = "corrected";
    internal const string ByKey = "key";
    internal const string ByToken = "token";
}
