using System.Globalization;

namespace PaySsam.Callbacks.Model;

/// <summary>
/// The rule that makes a bill's payment out of its callbacks: it is the callback that ranks highest. A maximum over
/// a total order, so any order of arrival, any repetition and any interleaving end in the same payment.
/// </summary>
public static class MergeRule
{
    private const string NoApproval = "00000000000000";
    private const string ApprovalForm = "yyyyMMddHHmmss";

    /// <summary>
    /// The higher of the two in rank: by state, W &lt; D &lt; F &lt; C; then by the later approval, none being the
    /// earliest; then by the number of fields that say anything; then by the callback id.
    /// </summary>
    public static Callback Merge(Callback? current, Callback callback) =>
        current is null || Compare(callback, current) > 0 ? callback : current;

    /// <summary>
    /// Whether PaySsam's lifecycle (W, then D or F; F may become C) rules out that both are true of one bill: a
    /// withdrawal beside a payment, or two different payments. Amounts are compared as read, not by their text.
    /// </summary>
    public static bool Contradict(Callback one, Callback other) =>
        (one.State, other.State) switch
        {
            (ApprState.D, ApprState.F or ApprState.C) or (ApprState.F or ApprState.C, ApprState.D) => true,
            (ApprState.F, ApprState.F) => one[CallbackField.ApprNum] != other[CallbackField.ApprNum] || AmountsDiffer(one, other),
            _ => false,
        };

    /// <summary>
    /// A callback's rank as text of one width, which sorts byte by byte as <see cref="Merge"/> ranks:
    /// <c>{version of this rule}-{state, 0 to 3}-{appr_dt as read, or zeros}-{fields filled in}-{callback id}</c>.
    /// </summary>
    public static string Rank(Callback callback)
    {
        var approval = callback.ApprovedAt?.ToString(ApprovalForm, CultureInfo.InvariantCulture) ?? NoApproval;
        return string.Create(CultureInfo.InvariantCulture, $"1-{(int)callback.State}-{approval}-{callback.FilledFields:00}-{callback.Id}");
    }

    /// <summary>Whether two callbacks tell different amounts; an unreadable one is compared by its text.</summary>
    internal static bool AmountsDiffer(Callback one, Callback other) =>
        (one.AmountWon, other.AmountWon) is ({ } won, { } otherWon)
            ? won != otherWon
            : one[CallbackField.ApprPrice] != other[CallbackField.ApprPrice];

    /// <summary>Whether they tell different times of the approval; an unreadable one is compared by its text.</summary>
    internal static bool TimesDiffer(Callback one, Callback other) =>
        (one.Approved, other.Approved) is ({ } time, { } otherTime)
            ? !time.Fits(otherTime)
            : one[CallbackField.ApprDt] != other[CallbackField.ApprDt];

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
