using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Reading;

/// <summary>Answers "what happened on that day, and what became of it?".</summary>
public sealed class PaymentList(JournalReader journal, BillStates states, ILogger<PaymentList> logger)
{
    private const int MostEntries = 100;

    // Of one shard. With room for doubled rows, so that one read of each is enough even if one holds them all.
    private const int Segment = 250;

    /// <summary>
    /// 200 with one page (see <see cref="PaymentListJson"/>), in the order of the bills' keys: at most 100 entries, unless one bill has
    /// more; 400 for what is no day, state or continuation; storage faults are 503.
    /// </summary>
    /// <param name="day">The Korean day, <c>yyyy-MM-dd</c>.</param>
    /// <param name="state">Only callbacks of this <see cref="ApprState"/>; all when null or empty.</param>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Reply> GetAsync(string? day, string? state, string? continuation, CancellationToken cancellationToken) =>
        StorageFault.OrSystemErrorAsync(
            logger,
            async budget =>
            {
                if (KoreanDay.Read(day) is not { } date)
                    return new Reply(400, Base.Error("day must be a date such as 2026-01-31."));
                ApprState? wanted = null;
                if (!string.IsNullOrEmpty(state))
                {
                    if (!Enum.GetNames<ApprState>().Contains(state, StringComparer.Ordinal))
                        return new Reply(400, Base.Error($"state must be one of {string.Join(", ", Enum.GetNames<ApprState>())}."));
                    wanted = Enum.Parse<ApprState>(state);
                }

                if (!Continuation.TryRead(continuation, out var after))
                    return Reply.InvalidContinuation;
                var damaged = new DamagedRows();
                var (bills, more) = await ReadAsync(date, wanted, after, damaged, budget);
                if (bills.Count == 0)
                {
                    return Reply.Ok(
                        json => PaymentListJson.Write(json, date, wanted, [], new Dictionary<string, BillNow>(), continuation: null),
                        damaged.Count
                    );
                }

                var (answered, now) = await states.ReadAsync([.. bills.Select(bill => bill[0].BillKey)], damaged, budget);
                var next = more || answered < bills.Count ? Continuation.Write(bills[answered - 1][0].BillKey) : null;
                return Reply.Ok(
                    json => PaymentListJson.Write(json, date, wanted, bills.Take(answered).SelectMany(bill => bill), now, next),
                    damaged.Count
                );
            },
            cancellationToken
        );

    /// <summary>The bills of a page, and whether there are more.</summary>
    private async Task<(List<IReadOnlyList<JournalEntry>> Bills, bool More)> ReadAsync(
        DateOnly day,
        ApprState? state,
        string? after,
        DamagedRows damaged,
        CancellationToken cancellationToken
    )
    {
        var bills = new List<IReadOnlyList<JournalEntry>>();
        var entries = 0;
        await foreach (var bill in journal.ReadAsync(day, state, after, damaged, Segment, cancellationToken))
        {
            entries += bill.Count;
            if (entries > MostEntries && bills.Count > 0)
                return (bills, true);
            bills.Add(bill);
        }

        return (bills, false);
    }
}
