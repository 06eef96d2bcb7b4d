using Azure.Data.Tables;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Recording;

namespace PaySsam.Tests.Support;

/// <summary>A month of 31 days out of a random source: what its tables hold, and, added up as it was made, what must come of it.</summary>
internal sealed class Month
{
    public static readonly DateOnly First = new(2061, 3, 1);
    public static readonly DateOnly Last = new(2061, 3, 31);

    private readonly Random _random = new(Seed.Value);
    private readonly HashSet<string> _bills = [];

    public Month(int rows)
    {
        while (Journal.Count < rows)
            AddBill();
    }

    public List<TableEntity> Journal { get; } = [];

    public List<TableEntity> Payments { get; } = [];

    /// <summary>Won, of payments less cancellations.</summary>
    public long Sum { get; private set; }

    /// <summary>The lines of the export, by day.</summary>
    public Dictionary<DateOnly, int> Lines { get; } = [];

    /// <summary>What else is in the list, by day.</summary>
    public Dictionary<DateOnly, int> Unpaid { get; } = [];

    /// <summary>A bill that is paid, and then perhaps paid again in other words, told twice, or cancelled.</summary>
    private void AddBill()
    {
        string bill;
        do bill = $"{_random.Next(100_000_000):00000000}";
        while (!_bills.Add(bill));
        var day = First.AddDays(_random.Next(31));
        var won = _random.Next(1, 1_000_000);
        var paid = Some.Callback(
            bill,
            ("appr_dt", day.At()),
            ("appr_price", $"{won}"),
            ("appr_pay_type", "KEYIN"),
            ("appr_issuer", $"{_random.Next(9)}")
        );
        var shard = _random.Next(8);
        List<ReceivedCallback> told = [Received(paid)];
        Count(day, won);
        var payment = paid;
        switch (_random.Next(10))
        {
            case 0:
                told.Add(Received(Some.Callback(bill, ("appr_dt", day.At()), ("appr_price", $"{won}")))); // Of fewer fields.
                break;
            case 1:
                Add((shard + 1 + _random.Next(7)) % 8, told);
                break;
            case 2:
                told.Add(Received(Some.Callback(bill, ("appr_dt", day.At("090000")), ("appr_state", "W"))));
                Unpaid[day] = Unpaid.GetValueOrDefault(day) + 1;
                break;
            case 3:
                var later = day == Last ? day : day.AddDays(_random.Next(2));
                Add(shard, told); // It was written before, and counts no more on this day where the other is the same.
                payment = Some.Callback(bill, ("appr_dt", later.At("150000")), ("appr_state", "C"), ("appr_price", $"{won}"));
                told.Add(Received(payment));
                Count(later, -won);
                break;
        }

        Add(shard, told);
        Payments.Add(StateRow.Write(payment));
        Payments.Add(new TableEntity(bill, $"event-{payment.Id}"));
    }

    private void Add(int shard, List<ReceivedCallback> told) =>
        Journal.AddRange(JournalDays.Rows(shard, [.. told]).Where(row => !Journal.TakeLast(9).Any(one => Key(one) == Key(row))));

    private static (string, string) Key(TableEntity row) => (row.PartitionKey, row.RowKey);

    private static ReceivedCallback Received(Callback callback) => new(callback, Some.Time.AddYears(35), null);

    private void Count(DateOnly day, long won)
    {
        Sum += won;
        Lines[day] = Lines.GetValueOrDefault(day) + 1;
    }
}
