using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Recording;

/// <summary>
/// What is done with a message's callbacks once they are recorded, and before the message is deleted: the undeleted message is
/// the outbox. Followers are told one after the other, in the order of their registration. To tell another system of changed payments,
/// write an <c>IChangeOutlet</c> instead: it gets the events ready to send.
/// </summary>
public interface IRecordedFollower
{
    /// <summary>
    /// Returns once its own part is durable. Whatever it throws, the message comes again, and with it the same call: what was
    /// written already must not be doubled in effect.
    /// </summary>
    /// <param name="callbacks">At least one; no repeats, and no callback twice. They may stand in the table since an earlier
    /// delivery of the message.</param>
    /// <param name="cancellationToken">Ends the work; the message must come again.</param>
    Task FollowAsync(IReadOnlyList<RecordedCallback> callbacks, CancellationToken cancellationToken);
}

/// <summary>A callback that stands in the table.</summary>
/// <param name="Received">It, as the message brought it.</param>
/// <param name="Outcome">What recording it did.</param>
/// <param name="IsPayment">Whether it was its bill's payment when it was recorded.</param>
public sealed record RecordedCallback(ReceivedCallback Received, RecordOutcome Outcome, bool IsPayment);
