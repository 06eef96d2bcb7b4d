using System.Text.Json;
using PaySsam.Callbacks.Following;

namespace PaySsam.Callbacks.Reading;

/// <summary>Sums by issuer or acquirer.</summary>
/// <param name="codeName">The property of the code.</param>
/// <param name="nameName">The property of the name.</param>
internal sealed class CompanyTally(string codeName, string nameName)
{
    private readonly Dictionary<(string? Code, string? Name), Company> _companies = [];

    public void Add(JournalEntry entry, string? code, string? name)
    {
        var key = (code, code is null ? name : null);
        if (!_companies.TryGetValue(key, out var company))
            _companies[key] = company = new Company();
        company.Total.Add(entry.SignedWon);
        var at = entry.ApprovedAt ?? entry.FirstReceivedAt;
        if (name is not null && (company.Name is null || at > company.NamedAt))
            (company.Name, company.NamedAt) = (name, at);
    }

    /// <summary>The largest first.</summary>
    public void Write(Utf8JsonWriter json, string property)
    {
        json.WriteStartArray(property);
        foreach (
            var ((code, _), company) in _companies
                .OrderByDescending(one => one.Value.Total.Count)
                .ThenBy(one => one.Value.Name, StringComparer.Ordinal)
                .ThenBy(one => one.Key.Code, StringComparer.Ordinal)
        )
        {
            json.WriteStartObject();
            json.WriteString(codeName, code);
            json.WriteString(nameName, company.Name);
            company.Total.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed class Company
    {
        public Total Total { get; } = new();

        public string? Name { get; set; }

        public DateTimeOffset NamedAt { get; set; }
    }
}
