using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>What the ledger reads of one callback. Rule 1 of <see cref="Ledger"/> is in <see cref="Of"/>.</summary>
/// <param name="Hash">Of the content. It decides what nothing else does, so that the ledger follows from the callbacks alone.</param>
/// <param name="Id">The public id; null for a callback that has none yet.</param>
/// <param name="State">What it says of the bill.</param>
/// <param name="Rank">Sorts byte by byte as the merge rule ranks: see <see cref="MergeRule.Rank"/>.</param>
/// <param name="Number">Approval number as compared; null where absent.</param>
/// <param name="Time">Of the payment or of the cancellation; null where absent or unreadable.</param>
/// <param name="Won">The amount, never negative; null where absent or unreadable.</param>
/// <param name="OriginNumber">Approval number of the payment that it cancels, as compared.</param>
/// <param name="OriginTime">Time of the payment that it cancels.</param>
/// <param name="HasUnreadableTime">Whether <c>appr_dt</c> has a text that is not a time.</param>
/// <param name="Details">What a movement shows beside its amount and time.</param>
/// <param name="Source"><c>callback</c>, <c>corrected</c> or <c>read</c>.</param>
/// <param name="ReceivedAt">When it came first, UTC.</param>
internal sealed record Telling(
    string Hash,
    string? Id,
    ApprState State,
    string Rank,
    string? Number,
    ToldTime? Time,
    long? Won,
    string? OriginNumber,
    ToldTime? OriginTime,
    bool HasUnreadableTime,
    MovementDetails Details,
    string Source,
    DateTimeOffset ReceivedAt
)
{
    public static Telling Of(ReceivedCallback received, string? publicId = null)
    {
        var callback = received.Callback;
        return new(
            callback.Id,
            publicId,
            callback.State,
            MergeRule.Rank(callback),
            TellingText.Number(callback[CallbackField.ApprNum]),
            callback.Approved,
            TellingText.Won(callback),
            TellingText.Number(callback[CallbackField.ApprOriginNum]),
            callback.Origin,
            callback.Approved is null && callback[CallbackField.ApprDt] is not null,
            MovementDetails.Of(callback),
            received.Source,
            received.ReceivedAt
        );
    }
}
