using System.Text.Json;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// The sums of a day. Of payments, of cancellations and by state, amounts are those of the callbacks; by means of payment and
/// issuer, cancellations count beside payments and their amounts are taken away, as in the lines of the export.
/// </summary>
internal sealed class DayTally
{
    private readonly Dictionary<ApprState, Total> _states = [];
    private readonly Dictionary<ValueTuple<string?>, Total> _payTypes = [];
    private readonly Dictionary<ValueTuple<string?>, Total> _issuers = [];
    private readonly SortedDictionary<int, (Total Payments, Total Cancellations)> _hours = [];

    public void Add(JournalEntry entry)
    {
        var won = Math.Abs((decimal)entry.SignedWon);
        Of(_states, entry.State).Add(entry.IsCancellation ? won : entry.SignedWon);
        if (!entry.IsPayment && !entry.IsCancellation)
            return;
        Of(_payTypes, new(entry.PayType)).Add(entry.SignedWon);
        Of(_issuers, new(entry.Issuer)).Add(entry.SignedWon);
        var hour = (entry.ApprovedAt ?? KoreanDay.At(entry.ReceivedAt)).Hour;
        if (!_hours.TryGetValue(hour, out var totals))
            _hours[hour] = totals = (new Total(), new Total());
        if (entry.IsPayment)
            totals.Payments.Add(entry.SignedWon);
        else
            totals.Cancellations.Add(won);
    }

    public void Write(Utf8JsonWriter json)
    {
        _states.GetValueOrDefault(ApprState.F, new Total()).Write(json, "payments");
        _states.GetValueOrDefault(ApprState.C, new Total()).Write(json, "cancellations");
        WriteGroups(
            json,
            "by_state",
            "state",
            _states.OrderBy(group => group.Key).Select(group => ((string?)group.Key.ToString(), group.Value))
        );
        WriteGroups(json, "by_pay_type", "appr_pay_type", Largest(_payTypes));
        WriteGroups(json, "by_issuer", "appr_issuer", Largest(_issuers));
        json.WriteStartArray("by_hour");
        foreach (var (hour, (payments, cancellations)) in _hours)
        {
            json.WriteStartObject();
            json.WriteNumber("hour", hour);
            payments.Write(json, "payments");
            cancellations.Write(json, "cancellations");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Total Of<T>(Dictionary<T, Total> totals, T key)
        where T : notnull => totals.TryGetValue(key, out var total) ? total : totals[key] = new Total();

    private static IEnumerable<(string? Name, Total Total)> Largest(Dictionary<ValueTuple<string?>, Total> groups) =>
        groups
            .OrderByDescending(group => group.Value.Count)
            .ThenBy(group => group.Key.Item1, StringComparer.Ordinal)
            .Select(group => (group.Key.Item1, group.Value));

    private static void WriteGroups(Utf8JsonWriter json, string name, string key, IEnumerable<(string? Name, Total Total)> groups)
    {
        json.WriteStartArray(name);
        foreach (var (group, total) in groups)
        {
            json.WriteStartObject();
            json.WriteString(key, group);
            total.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed class Total
    {
        // No sum of whole numbers of 64 bits runs over.
        private decimal _won;

        public int Count { get; private set; }

        public void Add(decimal won)
        {
            Count++;
            _won += won;
        }

        public void Write(Utf8JsonWriter json, string name)
        {
            json.WriteStartObject(name);
            Write(json);
            json.WriteEndObject();
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteNumber("count", Count);
            json.WriteNumber("sum_won", _won);
        }
    }
}
