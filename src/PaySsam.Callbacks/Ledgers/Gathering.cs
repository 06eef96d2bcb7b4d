using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>Sorts tellings into movements, the most telling first, so that the order of arrival decides nothing.</summary>
internal static class Gathering
{
    /// <summary>
    /// In steps, from the drafts that say most to those that say least: each joins the closest movement of an earlier step from which
    /// it does not differ. The rest of a step are movements of their own, one for each number and amount, or time and amount.
    /// </summary>
    public static void Gather(this List<Draft> movements, IEnumerable<Draft> drafts)
    {
        foreach (var step in drafts.GroupBy(HowTelling).OrderByDescending(step => step.Key))
        {
            var rest = new List<Draft>();
            foreach (var draft in step)
            {
                if (movements.Closest(draft) is { } movement)
                    movement.Join(draft);
                else
                    rest.Add(draft);
            }

            movements.ForEach(movement => movement.Settle());
            movements.AddRange(rest.GroupBy(What).Select(Draft.Together));
        }
    }

    /// <summary>The movement from which the draft does not differ; of several, the one that shares most. Null if none.</summary>
    public static Draft? Closest(this IEnumerable<Draft> movements, Draft draft) =>
        movements
            .Where(movement => movement.Fits(draft))
            .OrderByDescending(movement => movement.SharesNumber(draft))
            .ThenByDescending(movement => movement.SharesTime(draft))
            .ThenByDescending(movement => movement.Numbers.Count > 0)
            .ThenBy(movement => movement, InOrder)
            .FirstOrDefault();

    /// <summary>By time, number and what else was told; what is absent comes last.</summary>
    public static readonly Comparer<Draft> InOrder = Comparer<Draft>.Create(
        (one, other) =>
        {
            var order = one.Earliest.CompareTo(other.Earliest);
            if (order == 0)
                order = (one.Number is null).CompareTo(other.Number is null);
            if (order == 0)
                order = string.CompareOrdinal(one.Number, other.Number);
            return order != 0 ? order : TellingOrder.Instance.Compare(one.First, other.First);
        }
    );

    private static (bool Numbered, int Level) HowTelling(Draft draft)
    {
        var seconds = draft.Times.Exists(time => !time.IsToTheMinute);
        var (time, amount) = (draft.Times.Count > 0, draft.Amounts.Count > 0);
        return draft.Numbers.Count > 0
            ? (true, (amount ? 2 : 0) + (time ? 1 : 0))
            : (
                false,
                (time, amount, seconds) switch
                {
                    (true, true, true) => 5,
                    (true, true, false) => 4,
                    (true, false, true) => 3,
                    (true, false, false) => 2,
                    (false, true, _) => 1,
                    _ => 0,
                }
            );
    }

    private static (string? Number, ToldTime? Time, long? Won) What(Draft draft) =>
        (
            draft.Number,
            draft.Numbers.Count > 0 || draft.Times.Count == 0 ? null : draft.Times[0],
            draft.Amounts.Count == 0 ? null : draft.Amounts.First()
        );
}
