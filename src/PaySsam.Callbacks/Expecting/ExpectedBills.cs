using Azure;
using Azure.Data.Tables;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Callbacks.Expecting;

/// <summary>
/// The table <c>ExpectedBills</c>: one partition, a row for each bill by its key. So a bill that is registered again, on whatever
/// day, meets its row, and keeps the day on which it was first registered: by that it is swept.
/// </summary>
public sealed class ExpectedBills(TableServiceClient service, TimeProvider time)
{
    // Another instance may have registered the first bill meanwhile.
    private static readonly TimeSpan NoneBelieved = TimeSpan.FromMinutes(1);

    internal const string Partition = "bill";
    internal const string BillId = "bill_id";
    internal const string AmountWon = "AmountWon";
    internal const string ExpiresOn = "ExpiresOn";
    internal const string RegisteredOn = "RegisteredOn";
    private const string Member = "member";
    private const string Merchant = "merchant";
    private const int MostAtOnce = 8;

    private readonly TableClient _table = service.GetTableClient(StorageNames.ExpectedBillTable);
    private volatile bool _hasAny;
    private long _lookedAt;

    /// <summary>Returns once each bill stands in the table as it was given last.</summary>
    /// <exception cref="RequestFailedException">Some may stand there: register them again.</exception>
    internal async Task RegisterAsync(IReadOnlyList<ExpectedBill> bills, CancellationToken cancellationToken)
    {
        _hasAny = true;
        try
        {
            var change = bills.Select(bill => new TableTransactionAction(TableTransactionActionType.Add, Row(bill))).ToList();
            await _table.WriteAsync(table => table.SubmitTransactionAsync(change, cancellationToken), cancellationToken);
        }
        catch (RequestFailedException known) when (known.Status is 409)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(bills, options, async (bill, token) => await AddOrUpdateAsync(bill, token));
        }
    }

    /// <summary>The bill; null where it was not registered.</summary>
    internal async Task<ExpectedBill?> FindAsync(string billKey, CancellationToken cancellationToken) =>
        (await _table.ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey eq {billKey}"), cancellationToken))
            .Select(Read)
            .FirstOrDefault();

    /// <summary>
    /// What is to be paid; null where the bill was not registered. Where none ever was, this looks once a minute and costs no call
    /// otherwise.
    /// </summary>
    internal async Task<long?> FindWonAsync(string billKey, CancellationToken cancellationToken) =>
        await HasAnyAsync(cancellationToken) ? (await FindAsync(billKey, cancellationToken))?.AmountWon : null;

    /// <summary>Those behind a key, in the order of their keys.</summary>
    internal async Task<IReadOnlyList<ExpectedBill>> ListAsync(string? afterKey, int most, CancellationToken cancellationToken) =>
        [
            .. (
                await _table.ReadAsync(
                    TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {afterKey ?? ""}"),
                    cancellationToken,
                    most
                )
            ).Select(Read),
        ];

    /// <summary>Those behind a key that were registered, or expire, on a day, in the order of their keys.</summary>
    internal async Task<IReadOnlyList<ExpectedBill>> OfDayAsync(DateOnly day, string? afterKey, CancellationToken cancellationToken)
    {
        var text = KoreanDay.Text(day);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey gt {afterKey ?? ""} and (RegisteredOn eq {text} or ExpiresOn eq {text})"
        );
        return [.. (await _table.ReadAsync(filter, cancellationToken)).Select(Read)];
    }

    /// <summary>Forgets a bill of which nothing more is to be asked.</summary>
    internal Task RemoveAsync(ExpectedBill bill, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(Partition, TableKey.ForBill(bill.BillId), ETag.All, cancellationToken);

    private async Task<bool> HasAnyAsync(CancellationToken cancellationToken)
    {
        var lookedAt = Interlocked.Read(ref _lookedAt);
        if (_hasAny || (lookedAt != 0 && time.GetElapsedTime(lookedAt) < NoneBelieved))
            return _hasAny;
        if ((await _table.ReadAsync($"PartitionKey eq '{Partition}'", cancellationToken, most: 1, [nameof(TableEntity.RowKey)])).Count > 0)
            _hasAny = true;
        Interlocked.Exchange(ref _lookedAt, time.GetTimestamp());
        return _hasAny;
    }

    private async Task AddOrUpdateAsync(ExpectedBill bill, CancellationToken cancellationToken)
    {
        var row = Row(bill);
        if (
            (await _table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, [RegisteredOn], cancellationToken)) is
            { HasValue: true, Value: { } known }
        )
            row[RegisteredOn] = known.GetString(RegisteredOn);
        await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    private static TableEntity Row(ExpectedBill bill) =>
        new(Partition, TableKey.ForBill(bill.BillId))
        {
            [BillId] = bill.BillId,
            [AmountWon] = bill.AmountWon,
            [ExpiresOn] = KoreanDay.Text(bill.ExpiresOn),
            [RegisteredOn] = KoreanDay.Text(bill.RegisteredOn),
            [Member] = bill.Member,
            [Merchant] = bill.Merchant,
        };

    private static ExpectedBill Read(TableEntity row) =>
        new(
            row.GetString(BillId),
            row.GetInt64(AmountWon).GetValueOrDefault(),
            KoreanDay.Read(row.GetString(ExpiresOn)).GetValueOrDefault(),
            row.GetString(Member),
            row.GetString(Merchant),
            KoreanDay.Read(row.GetString(RegisteredOn)).GetValueOrDefault()
        );
}
