using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Callbacks.Following;

/// <summary>A bill as its event tells it.</summary>
/// <param name="Payment">The callback that is the payment.</param>
/// <param name="Id">Its public id; zeros where an older version wrote it and nothing has changed since.</param>
/// <param name="Source">How it came.</param>
/// <param name="Count">How many callbacks the bill has.</param>
/// <param name="LastReceivedAt">When the last of them came, UTC.</param>
internal sealed record ChangedBill(Callback Payment, string Id, string Source, int Count, DateTimeOffset LastReceivedAt)
{
    private const string NoId = "00000000000000000000000000000000";

    /// <summary>As the writing of a bill left it.</summary>
    public static ChangedBill Of(Callback payment, BillChange change)
    {
        var telling = change.Find(payment.Id);
        return new(
            payment,
            telling?.Id ?? NoId,
            telling?.Source ?? ReceivedCallback.Pushed,
            change.Count,
            change.After.Select(one => one.ReceivedAt).DefaultIfEmpty().Max()
        );
    }

    /// <summary>As it was read.</summary>
    public static ChangedBill Of(Bill bill) =>
        new(
            bill.Payment,
            bill.Received?.PublicId ?? NoId,
            bill.Received?.Source ?? ReceivedCallback.Pushed,
            bill.Count,
            bill.History is [] ? bill.UpdatedAt : bill.History[^1].ReceivedAt
        );

    /// <summary>Whether what an event says differs from before.</summary>
    public bool Differs(BillChange change) =>
        change.PaymentBefore is not { } before
        || !ChangeEvent.Data(before, SourceOf(change.Before, before)).AsSpan().SequenceEqual(ChangeEvent.Data(Payment, Source));

    private static string SourceOf(IEnumerable<Telling> tellings, Callback payment) =>
        tellings.FirstOrDefault(telling => telling.Hash == payment.Id)?.Source ?? ReceivedCallback.Pushed;
}
