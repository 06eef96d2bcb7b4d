using System.Security.Cryptography;
using System.Text;
using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Callbacks.Following;

/// <summary>A bill as its event tells it.</summary>
/// <param name="Payment">The callback that is the payment.</param>
/// <param name="Id">Its public id; where an older version wrote it and nothing has changed since, one that follows from the
/// bill's id.</param>
/// <param name="Source">How it came.</param>
/// <param name="Count">How many callbacks the bill has.</param>
/// <param name="LastReceivedAt">When the last of them came, UTC.</param>
/// <param name="Ledger">Its money.</param>
internal sealed record ChangedBill(Callback Payment, string Id, string Source, int Count, DateTimeOffset LastReceivedAt, Ledger Ledger)
{
    /// <summary>As the writing of a bill left it.</summary>
    public static ChangedBill Of(Callback payment, BillChange change)
    {
        var telling = change.Find(payment.Id);
        return new(
            payment,
            telling?.Id ?? IdOf(payment.BillId),
            telling?.Source ?? ReceivedCallback.Pushed,
            change.Count,
            change.After.Select(one => one.ReceivedAt).DefaultIfEmpty().Max(),
            change.LedgerAfter
        );
    }

    /// <summary>As it was read.</summary>
    public static ChangedBill Of(Bill bill) =>
        new(
            bill.Payment,
            bill.Received?.PublicId ?? IdOf(bill.Payment.BillId),
            bill.Received?.Source ?? ReceivedCallback.Pushed,
            bill.Count,
            bill.History is [] ? bill.UpdatedAt : bill.History[^1].ReceivedAt,
            bill.Ledger
        );

    /// <summary>Whether what an event says differs from before.</summary>
    public bool Differs(BillChange change) =>
        change.PaymentBefore is not { } before
        || !ChangeEvent
            .Data(before, SourceOf(change.Before, before), change.LedgerBefore)
            .AsSpan()
            .SequenceEqual(ChangeEvent.Data(Payment, Source, Ledger));

    /// <summary>How the bill's events and answers sort: later is higher.</summary>
    public string Sequence => MergeRule.Sequence(Payment, Count, Id);

    private static string IdOf(string billId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(billId)))[..32];

    private static string SourceOf(IEnumerable<Telling> tellings, Callback payment) =>
        tellings.FirstOrDefault(telling => telling.Hash == payment.Id)?.Source ?? ReceivedCallback.Pushed;
}
