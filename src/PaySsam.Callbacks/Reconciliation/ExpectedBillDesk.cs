using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>Takes from the partner which bills it has sent out, and tells which of them nobody has paid. Storage faults are 503.</summary>
public sealed class ExpectedBillDesk(ExpectedBills expected, BillStates states, TimeProvider time, ILogger<ExpectedBillDesk> logger)
{
    private const int LargestBody = 128 * 1024;
    private const int PageSize = 100;

    // Without an open bill among them, that one answer goes through.
    private const int MostPages = 20;

    /// <summary>
    /// Registers bills (see <see cref="ExpectedBillReader"/>): 200 <c>{"registered":n}</c>, the same however often; 400 with what
    /// is wrong, 413 beyond 128 KiB:
    /// then none is registered.
    /// </summary>
    public Task<Reply> RegisterAsync(Stream body, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                var (json, refusal) = await SmallBody.ReadAsync(body, LargestBody, budget);
                if (refusal is not null)
                    return refusal.Value;
                if (ExpectedBillReader.Read(json, KoreanDay.Of(time.GetUtcNow()), out var bills) is { } problem)
                    return new Reply(400, Base.Error(problem));
                await expected.RegisterAsync(bills, budget);
                return Reply.Ok(output => output.WriteNumber("registered", bills.Count));
            },
            cancellationToken
        );

    /// <summary>
    /// One page, in the order of the bills' keys: 200
    /// <c>{"bills":[{"bill_id","amount_won","expires_on","registered_on","member","merchant","state"}],"continuation"}</c>;
    /// <c>state</c> is null where no
    /// callback came, or its row is damaged (then <c>damaged_rows</c> counts it). A page may be empty and yet not the last: that
    /// one's <c>continuation</c> is null.
    /// </summary>
    /// <param name="onlyOpen">Only those that were neither paid nor withdrawn.</param>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Reply> ListAsync(bool onlyOpen, string? continuation, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (!Continuation.TryRead(continuation, out var after))
                    return Reply.InvalidContinuation;
                var damaged = new DamagedRows();
                var (listed, next) = await ReadAsync(onlyOpen, after, damaged, budget);
                for (var read = 1; listed.Count == 0 && next is not null && read < MostPages; read++)
                    (listed, next) = await ReadAsync(onlyOpen, next, damaged, budget);
                return Reply.Ok(json => Write(json, listed, Continuation.WriteOrNull(next)), damaged.Count);
            },
            cancellationToken
        );

    /// <summary>A page, and the key behind which the next begins; null where there is none.</summary>
    private async Task<(List<(ExpectedBill Bill, ApprState? State)> Listed, string? Next)> ReadAsync(
        bool onlyOpen,
        string? after,
        DamagedRows damaged,
        CancellationToken cancellationToken
    )
    {
        var bills = await expected.ListAsync(after, PageSize, cancellationToken);
        if (bills.Count == 0)
            return ([], null);
        var keys = bills.Select(bill => TableKey.ForBill(bill.BillId)).ToList();
        var (answered, now) = await states.ReadAsync(keys, damaged, cancellationToken);
        var listed = bills
            .Zip(keys, (bill, key) => (bill, now.GetValueOrDefault(key)?.State))
            .Take(answered)
            .Where(entry => !onlyOpen || IsOpen(entry.State))
            .ToList();
        return (listed, answered < bills.Count || bills.Count == PageSize ? keys[answered - 1] : null);
    }

    private static bool IsOpen(ApprState? state) => state is null or ApprState.W;

    private static void Write(Utf8JsonWriter json, IEnumerable<(ExpectedBill Bill, ApprState? State)> bills, string? continuation)
    {
        json.WriteObjects(
            "bills",
            bills,
            entry =>
            {
                var (bill, state) = entry;
                json.WriteString("bill_id", bill.BillId);
                json.WriteNumber("amount_won", bill.AmountWon);
                json.WriteString("expires_on", KoreanDay.Text(bill.ExpiresOn));
                json.WriteString("registered_on", KoreanDay.Text(bill.RegisteredOn));
                json.WriteString("member", bill.Member);
                json.WriteString("merchant", bill.Merchant);
                json.WriteString("state", state?.ToString());
            }
        );
        json.WriteString("continuation", continuation);
    }
}
