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
    /// <param name="bills">At least one; each with more than repeats. What was recorded may stand in the table since an earlier
    /// delivery of the message. A bill whose callbacks were recorded one by one comes as often.</param>
    /// <param name="cancellationToken">Ends the work; the message must come again.</param>
    Task FollowAsync(IReadOnlyList<RecordedBill> bills, CancellationToken cancellationToken);
}
