using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>What the ledger reads of one callback. Rule 1 of <see cref="Ledger"/> is in <see cref="Of"/>.</summary>
/// <param name="Hash">Of the content; of an erased callback its public id.</param>
/// <param name="Id">The public id; null for a callback that has none yet.</param>
/// <param name="State">What it says of the bill.</param>
/// <param name="Place">The callback's rank without its hash: see <see cref="MergeRule.Place"/>.</param>
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
    string Place,
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
        return Of(
            callback.Id,
            publicId ?? received.PublicId,
            callback.State,
            callback.FilledFields,
            field => callback[field],
            TellingText.Unknown(callback, "member"u8),
            received.Source,
            received.ReceivedAt
        );
    }

    /// <param name="hash">Of the content.</param>
    /// <param name="publicId">The public id.</param>
    /// <param name="state">What it says of the bill.</param>
    /// <param name="filledFields">How many fields of the contract say anything.</param>
    /// <param name="text">The text of a field.</param>
    /// <param name="member">The unknown field <c>member</c>.</param>
    /// <param name="source">How it came.</param>
    /// <param name="receivedAt">When it came first, UTC.</param>
    public static Telling Of(
        string hash,
        string? publicId,
        ApprState state,
        int filledFields,
        Func<CallbackField, string?> text,
        string? member,
        string source,
        DateTimeOffset receivedAt
    )
    {
        var time = TimeText.Read(text(CallbackField.ApprDt));
        return new(
            hash,
            publicId,
            state,
            MergeRule.Place(state, time?.At, filledFields),
            TellingText.Number(text(CallbackField.ApprNum)),
            time,
            TellingText.Won(AmountText.Read(text(CallbackField.ApprPrice)), state),
            TellingText.Number(text(CallbackField.ApprOriginNum)),
            TimeText.Read(text(CallbackField.ApprOriginDt)),
            time is null && text(CallbackField.ApprDt) is not null,
            MovementDetails.Of(text, member),
            source,
            receivedAt
        );
    }

    /// <summary>Whether its callback is known by its public id alone.</summary>
    public bool IsErased => CallbackId.IsOfErased(Hash);

    /// <summary>Sorts byte by byte as the merge rule ranks: see <see cref="MergeRule.Rank(Callback)"/>.</summary>
    public string Rank => MergeRule.Rank(Place, Hash);

    /// <summary>See <see cref="MergeRule.Contradict(Callback, Callback)"/>.</summary>
    public bool Contradicts(Telling other) => MergeRule.Contradict((State, Number, Won), (other.State, other.Number, other.Won));

    /// <summary>The Korean day under which a W or D is listed.</summary>
    public DateOnly Day => KoreanDay.Of(Time?.At ?? ReceivedAt);
}
