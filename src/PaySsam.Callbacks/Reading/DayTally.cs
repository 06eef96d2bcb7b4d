using System.Text.Json;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// The sums of a day's movements. Of payments, of cancellations and by state, amounts are not negative; by means of payment, issuer and
/// acquirer, cancellations count beside payments and their amounts are taken away, as in the lines of the export. What has no amount that
/// can be read is counted apart. Issuers and acquirers are told apart by their code, failing that by their name; shown is the name of the
/// latest movement.
/// </summary>
internal sealed class DayTally
{
    private readonly Dictionary<ApprState, Total> _states = [];
    private readonly Dictionary<ValueTuple<string?>, Total> _payTypes = [];
    private readonly CompanyTally _issuers = new("appr_issuer_cd", "appr_issuer");
    private readonly CompanyTally _acquirers = new("appr_acquirer_cd", "appr_acquirer_nm");
    private readonly SortedDictionary<int, (Total Payments, Total Cancellations)> _hours = [];

    public void Add(JournalEntry entry)
    {
        _states.Of(entry.State).Add(entry.AmountWon);
        if (!entry.IsMovement)
            return;
        _payTypes.Of(new(entry.Details.PayType)).Add(entry.SignedWon);
        _issuers.Add(entry, entry.Details.IssuerCode, entry.Details.Issuer);
        _acquirers.Add(entry, entry.Details.AcquirerCode, entry.Details.Acquirer);
        var hour = (entry.ApprovedAt ?? KoreanDay.At(entry.FirstReceivedAt)).Hour;
        if (!_hours.TryGetValue(hour, out var totals))
            _hours[hour] = totals = (new Total(), new Total());
        (entry.IsPayment ? totals.Payments : totals.Cancellations).Add(entry.AmountWon);
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
        _issuers.Write(json, "by_issuer");
        _acquirers.Write(json, "by_acquirer");
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
}
