using Azure.Data.Tables;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Following;

/// <summary>The rows of the journal that follow from a change of a bill.</summary>
/// <param name="Leaving">Of days that a movement left, or that have none. They go first: nothing may be seen on two days.</param>
/// <param name="Others">All others.</param>
internal sealed record JournalRows(IReadOnlyList<TableEntity> Leaving, IReadOnlyList<TableEntity> Others)
{
    /// <summary>
    /// Those of the days whose movements changed, and of new callbacks that say W or D. Where the whole is wanted, of every day that a
    /// callback falls in: no movement can ever have stood on another.
    /// </summary>
    /// <param name="shard">Where they go.</param>
    /// <param name="bill">The bill's id.</param>
    /// <param name="change">What its transaction saw.</param>
    public static JournalRows Of(int shard, string bill, BillChange change)
    {
        var billKey = (Key: TableKey.ForBill(bill), Id: bill);
        var after = change.LedgerAfter.Movements.ToLookup(movement => movement.Day);
        var before = (change.IsWhole ? [] : change.LedgerBefore.Movements).ToLookup(movement => movement.Day);
        var days = change.IsWhole
            ? change.After.SelectMany(Days).Distinct()
            : after.Concat(before).Select(day => day.Key).Distinct().Where(day => !after[day].SequenceEqual(before[day]));
        var (leaving, others) = (new List<TableEntity>(), new List<TableEntity>());
        if (change.After.Count == 0)
            return new JournalRows(leaving, others);
        var lastReceivedAt = change.After.Max(telling => telling.ReceivedAt);
        foreach (var day in days.Order())
        {
            var movements = after[day].ToList();
            var leaves =
                movements.Count == 0 || before[day].Except(movements).Any() || (change.IsWhole && change.After.Any(MayHaveStoodOn));
            (leaves ? leaving : others).Add(JournalRow.OfMovements(shard, day, billKey, change.Count, lastReceivedAt, movements));
            others.AddRange(
                movements
                    .Select(movement => KoreanDay.Of(movement.FirstReceivedAt))
                    .Distinct()
                    .Where(receivedOn => receivedOn != day)
                    .Select(receivedOn => JournalRow.OfLate(billKey, day, receivedOn))
            );

            // What was told without a time stood on the day of its receipt, until another wording told the time.
            bool MayHaveStoodOn(Telling telling) => KoreanDay.Of(telling.ReceivedAt) == day && (telling.Time is null || telling.Day != day);
        }

        leaving.Reverse(); // A receipt comes after its payment.

        var known = change.IsWhole
            ? []
            : change.Before.Where(telling => telling.Id is not null).Select(telling => telling.Hash).ToHashSet();
        others.AddRange(
            change
                .After.Where(telling => telling is { State: ApprState.W or ApprState.D, Id: not null } && !known.Contains(telling.Hash))
                .Select(telling => JournalRow.OfTelling(shard, billKey, telling))
        );
        return new JournalRows(leaving, others);
    }

    /// <summary>Every day on which a movement that a callback tells of can stand.</summary>
    public static IEnumerable<DateOnly> Days(Telling telling) => [telling.Day, KoreanDay.Of(telling.ReceivedAt)];
}
