using System.Runtime.CompilerServices;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// The payments and cancellations that first came on a day: those of that day, and, by the pointers of the journal, the late ones of other
/// days. A late one costs one read of its bill.
/// </summary>
public sealed class ReceivedMovements(JournalReader journal, IPaymentStore payments)
{
    /// <summary>Bill by bill, with the day that each is booked by.</summary>
    internal async IAsyncEnumerable<IEnumerable<(DateOnly Day, JournalEntry Entry)>> ReadAsync(
        DateOnly receivedOn,
        DamagedRows damaged,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var ofDay = journal.ReadAsync(receivedOn, null, null, damaged, JournalReader.LargestSegment, cancellationToken);
        await foreach (var bill in ofDay)
        {
            yield return bill.Where(entry => entry.IsMovement && KoreanDay.Of(entry.FirstReceivedAt) == receivedOn)
                .Select(entry => (receivedOn, entry));
        }

        await foreach (var billId in journal.LateBillsAsync(receivedOn, damaged, cancellationToken))
            yield return await LateAsync(billId, receivedOn, damaged, cancellationToken);
    }

    private async Task<IEnumerable<(DateOnly Day, JournalEntry Entry)>> LateAsync(
        string billId,
        DateOnly receivedOn,
        DamagedRows damaged,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var movements = (await payments.FindAsync(billId, cancellationToken))?.Ledger.Movements ?? [];
            return movements
                .Where(movement => movement.Day != receivedOn && KoreanDay.Of(movement.FirstReceivedAt) == receivedOn)
                .Select(movement => (movement.Day, JournalEntry.Of(TableKey.ForBill(billId), billId, movement)));
        }
        catch (InvalidDataException)
        {
            damaged.Add();
            return [];
        }
    }
}
