using System.Globalization;
using PaySsam.Callbacks.Parsing;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Payments;

/// <summary>
/// The rule that makes a bill's payment out of its callbacks: it is the callback that ranks highest. A maximum over
/// a total order, so any order of arrival, any repetition and any interleaving end in the same payment.
/// </summary>
public static class Payment
{
    private const string NoApproval = "00000000000000";

    /// <summary>
    /// The higher of the two in rank: by state, W &lt; D &lt; F &lt; C; then by the later approval, none being the
    /// earliest; then by the number of fields that say anything; then by the callback id.
    /// </summary>
    public static Callback Merge(Callback? current, Callback callback) =>
        current is null || Compare(callback, current) > 0 ? callback : current;

    /// <summary>
    /// Whether PaySsam's lifecycle (W, then D or F; F may become C) rules out that both are true of one bill: a
    /// withdrawal beside a payment, or two different payments.
    /// </summary>
    public static bool Contradict(Callback one, Callback other) => (one.State, other.State) switch
    {
        (ApprState.D, ApprState.F or ApprState.C) or (ApprState.F or ApprState.C, ApprState.D) => true,
        (ApprState.F, ApprState.F) => one[CallbackField.ApprNum] != other[CallbackField.ApprNum]
            || one[CallbackField.ApprPrice] != other[CallbackField.ApprPrice],
        _ => false,
    };

    /// <summary>
    /// A callback's rank as text of one width, which sorts byte by byte as <see cref="Merge"/> ranks:
    /// <c>{version of this rule}-{state, 0 to 3}-{appr_dt, or zeros}-{fields filled in}-{callback id}</c>.
    /// </summary>
    public static string Rank(Callback callback) => string.Create(
        CultureInfo.InvariantCulture,
        $"1-{(int)callback.State}-{(callback.ApprovedAt is null ? NoApproval : callback[CallbackField.ApprDt])}-{callback.FilledFields:00}-{callback.Id}");

    private static int Compare(Callback one, Callback other)
    {
        var order = one.State.CompareTo(other.State);
        if (order == 0)
            order = Nullable.Compare(one.ApprovedAt, other.ApprovedAt);
        if (order == 0)
            order = one.FilledFields.CompareTo(other.FilledFields);
        return order != 0 ? order : string.CompareOrdinal(one.Id, other.Id);
    }
}
