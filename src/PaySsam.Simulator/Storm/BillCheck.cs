using System.Numerics;

namespace PaySsam.Simulator.Storm;

/// <summary>What is wrong with one bill after the storm.</summary>
/// <param name="Missing">Callbacks that were acknowledged and are not stored.</param>
/// <param name="Doubled">Entries of the history that say what another says.</param>
/// <param name="Wrong">It shows another payment than the merge rule's.</param>
/// <param name="Unread">It could not be read, so nothing is known of it.</param>
internal readonly record struct BillCheck(int Missing, int Doubled, bool Wrong, bool Unread)
{
    public bool IsRight => this == default;

    /// <param name="plan">What was to be sent.</param>
    /// <param name="bill">Which bill.</param>
    /// <param name="acknowledged">Its contents that were acknowledged, as bits.</param>
    /// <param name="stored">What was read back; null where it could not be.</param>
    public static BillCheck Of(Plan plan, int bill, int acknowledged, StoredBill? stored)
    {
        if (stored is null)
            return new(0, 0, false, Unread: true);
        var contents = Enumerable.Range(0, plan.Contents(bill)).Select(content => StoredCallback.Of(plan.Callback(bill, content, ""))).ToList();
        var found = stored.History.Select(entry => contents.IndexOf(entry)).ToList();
        var set = found.Where(content => content >= 0).Aggregate(0, (bits, content) => bits | 1 << content);
        var shouldShow = (acknowledged | set) == 0 ? (StoredCallback?)null : contents[plan.Winner(bill, acknowledged | set)];
        return new(
            BitOperations.PopCount((uint)(acknowledged & ~set)),
            found.Count - found.Distinct().Count(),
            found.Contains(-1) || (stored.Payment != shouldShow && (acknowledged & ~set) == 0),
            Unread: false);
    }
}
