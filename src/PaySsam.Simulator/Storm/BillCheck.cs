using System.Numerics;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Storm;

/// <summary>What is wrong with one bill after the storm.</summary>
/// <param name="Missing">Callbacks that were acknowledged and are not stored.</param>
/// <param name="Doubled">Entries of the history that say what another says.</param>
/// <param name="Wrong">It shows another payment than the merge rule's.</param>
/// <param name="Unread">It could not be read, so nothing is known of it.</param>
/// <param name="Status">What it was answered with; 0 where no answer came.</param>
/// <param name="Failure">Why none came.</param>
internal readonly record struct BillCheck(int Missing, int Doubled, bool Wrong, bool Unread, int Status, Failure? Failure)
{
    public bool IsRight => (Missing, Doubled, Wrong, Unread) == (0, 0, false, false);

    /// <param name="plan">What was to be sent.</param>
    /// <param name="bill">Which bill.</param>
    /// <param name="acknowledged">Its contents that were acknowledged, as bits.</param>
    /// <param name="answer">What reading it back was answered with.</param>
    public static BillCheck Of(Plan plan, int bill, int acknowledged, Answer answer)
    {
        if (StoredBill.Read(answer) is not { } stored)
            return new(0, 0, false, Unread: true, answer.Status, answer.Failure);
        var contents = Enumerable
            .Range(0, plan.Contents(bill))
            .Select(content => StoredCallback.Of(plan.Callback(bill, content, "")))
            .ToList();
        var found = stored.History.Select(entry => contents.IndexOf(entry)).ToList();
        var set = found.Where(content => content >= 0).Aggregate(0, (bits, content) => bits | 1 << content);
        var shouldShow = (acknowledged | set) == 0 ? (StoredCallback?)null : contents[plan.Winner(bill, acknowledged | set)];
        return new(
            BitOperations.PopCount((uint)(acknowledged & ~set)),
            found.Count - found.Distinct().Count(),
            found.Contains(-1) || (stored.Payment != shouldShow && (acknowledged & ~set) == 0),
            Unread: false,
            answer.Status,
            answer.Failure
        );
    }
}
