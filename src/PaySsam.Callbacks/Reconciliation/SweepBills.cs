using System.Runtime.CompilerServices;
using PaySsam.Callbacks.Expecting;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Which bills a sweep is about.</summary>
public sealed class SweepBills(JournalReader journal, ExpectedBills expected)
{
    // Rows of a shard of the journal that one read brings.
    private const int Segment = 250;

    /// <summary>Those behind the last that is done: first the paid, then the expected, each in the order of their keys.</summary>
    internal async IAsyncEnumerable<SweptBill> ReadAsync(Sweep sweep, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (sweep.Part is SweepPart.Paid)
        {
            var paid = journal.ReadAsync(sweep.Day, ApprState.F, sweep.After, new DamagedRows(), Segment, cancellationToken);
            await foreach (var bill in paid)
            {
                var registered = await expected.FindAsync(bill[0].BillKey, cancellationToken);
                yield return new SweptBill(SweepPart.Paid, bill[0].BillKey, bill[0].BillId, registered);
            }
        }

        foreach (var bill in await expected.OfDayAsync(sweep.Day, sweep.Part is SweepPart.Expected ? sweep.After : null, cancellationToken))
            yield return new SweptBill(SweepPart.Expected, TableKey.ForBill(bill.BillId), bill.BillId, bill);
    }
}
