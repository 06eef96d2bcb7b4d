using System.Text.Json;

namespace PaySsam.Callbacks.Reading;

/// <summary>A sum of won, and of how many; what has no amount is counted apart and adds nothing.</summary>
internal sealed class Total
{
    // No sum of whole numbers of 64 bits runs over.
    private decimal _won;
    private int _withoutAmount;
    private int _count;

    /// <summary>How many, with an amount or not.</summary>
    public int Count => _count + _withoutAmount;

    public void Add(long? won)
    {
        if (won is null)
            _withoutAmount++;
        else
            _count++;
        _won += won.GetValueOrDefault();
    }

    public void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        Write(json);
        json.WriteEndObject();
    }

    /// <summary><c>"count","sum_won","without_amount"</c></summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("count", _count);
        json.WriteNumber("sum_won", _won);
        json.WriteNumber("without_amount", _withoutAmount);
    }
}

internal static class Totals
{
    public static Total Of<T>(this Dictionary<T, Total> totals, T key)
        where T : notnull => totals.TryGetValue(key, out var total) ? total : totals[key] = new Total();
}
