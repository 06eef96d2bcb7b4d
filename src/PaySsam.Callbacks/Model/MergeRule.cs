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
    private const int MostCounted = 9999;

    /// <summary>
    /// The higher of the two in rank: by state, W &lt; D &lt; F &lt; C; then by the later approval, none being the
    /// earliest; then by the number of fields that say anything; then by the callback id. An erased callback has lost that id: between
    /// it and its equals, <paramref name="current"/> stays.
    /// </summary>
    public static Callback Merge(Callback? current, Callback callback) =>
        current is null || Compare(callback, current) > 0 ? callback : current;

    /// <summary>
    /// Whether PaySsam's lifecycle (W, then D or F; F may become C) rules out that both are true of one bill: a
    /// withdrawal beside a payment, or two different payments. Compared is what the ledger reads, not the texts: two payments
    /// differ where both state a number or an amount, and state it differently.
    /// </summary>
    public static bool Contradict(Callback one, Callback other) =>
        Contradict(
            (one.State, TellingText.Number(one[CallbackField.ApprNum]), TellingText.Won(one)),
            (other.State, TellingText.Number(other[CallbackField.ApprNum]), TellingText.Won(other))
        );

    /// <summary>The same of what was read.</summary>
    internal static bool Contradict((ApprState State, string? Number, long? Won) one, (ApprState State, string? Number, long? Won) other) =>
        (one.State, other.State) switch
        {
            (ApprState.D, ApprState.F or ApprState.C) or (ApprState.F or ApprState.C, ApprState.D) => true,
            (ApprState.F, ApprState.F) => Differ(one.Number, other.Number) || Differ(one.Won, other.Won),
            _ => false,
        };

    /// <summary>
    /// A callback's rank as text of one width, which sorts byte by byte as <see cref="Merge"/> ranks:
    /// <c>{version of this rule}-{state, 0 to 3}-{appr_dt as read, or zeros}-{fields filled in}-{callback id}</c>.
    /// </summary>
    public static string Rank(Callback callback) => Rank(Place(callback), callback.Id);

    /// <summary>The same of what is known of a callback.</summary>
    /// <param name="place">See <see cref="Place"/>.</param>
    /// <param name="id">The callback's id. An erased callback sorts below its equals.</param>
    internal static string Rank(string place, string id) => $"{place}-{(CallbackId.IsOfErased(id) ? "" : id)}";

    /// <summary>What a rank has to exceed to be the payment in place of this one, which stays among its equals once it is erased.</summary>
    internal static string Standing(Callback payment) => payment.IsErased ? $"{Place(payment)}-~" : Rank(payment);

    /// <summary>
    /// Where a bill stands, as text of one width that grows with the bill, compared byte by byte:
    /// <c>{version}-{state}-{appr_dt}-{fields}-n{count, four digits}-{public id}</c>. Older versions wrote <see cref="Rank"/>; <c>n</c>
    /// sorts above each digit of its id.
    /// </summary>
    /// <param name="payment">The bill's payment.</param>
    /// <param name="count">How many callbacks the bill has.</param>
    /// <param name="publicId">The payment's.</param>
    internal static string Sequence(Callback payment, int count, string publicId) =>
        string.Create(CultureInfo.InvariantCulture, $"{Place(payment)}-n{Math.Min(count, MostCounted):0000}-{publicId}");

    private static string Place(Callback callback) => Place(callback.State, callback.ApprovedAt, callback.FilledFields);

    /// <summary>A rank without the id.</summary>
    internal static string Place(ApprState state, DateTimeOffset? approvedAt, int filledFields) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"1-{(int)state}-{approvedAt?.ToString(ApprovalForm, CultureInfo.InvariantCulture) ?? NoApproval}-{filledFields:00}"
        );

    private static bool Differ<T>(T? one, T? other) => one is not null && other is not null && !one.Equals(other);

    private static int Compare(Callback one, Callback other)
    {
        var order = one.State.CompareTo(other.State);
        if (order == 0)
            order = Nullable.Compare(one.ApprovedAt, other.ApprovedAt);
        if (order == 0)
            order = one.FilledFields.CompareTo(other.FilledFields);
        return order != 0 || one.IsErased || other.IsErased ? order : string.CompareOrdinal(one.Id, other.Id);
    }
}
