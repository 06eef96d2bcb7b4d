using System.Text.Json;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Storm;

/// <summary>What tells one stored callback from another.</summary>
internal readonly record struct StoredCallback(string? State, string? ApprovedAt, string? Price, string? Number)
{
    /// <summary>Empty is as good as absent, and a state is the same in either case and with white space.</summary>
    public static StoredCallback Of(JsonObject callback) =>
        new(
            Text(callback, Callback.State)?.Trim().ToUpperInvariant(),
            Text(callback, Callback.ApprovedAt),
            Text(callback, Callback.Price),
            Text(callback, Callback.Approval)
        );

    private static string? Text(JsonObject callback, string name) => callback[name]?.ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>A bill as it was read back.</summary>
/// <param name="Payment">What it is now.</param>
/// <param name="History">Every callback.</param>
/// <param name="PaidWon">The sum of its payments; null where the receiver does not say.</param>
/// <param name="CancelledWon">The sum of its cancellations, not negative; likewise.</param>
internal sealed record StoredBill(
    StoredCallback? Payment,
    IReadOnlyList<StoredCallback> History,
    long? PaidWon = null,
    long? CancelledWon = null
)
{
    private static readonly StoredBill Nothing = new(null, []);

    /// <summary>
    /// Reads <c>{"paid_won","cancelled_won","callback":{…},"history":[{"callback":{…}}]}</c>; 404 is a bill of
    /// which nothing is stored. Null where the answer is something else, which says nothing of the bill.
    /// </summary>
    public static StoredBill? Read(Answer answer)
    {
        if (answer.Status == 404)
            return Nothing;
        if (answer.Status != 200)
            return null;
        try
        {
            var json = JsonNode.Parse(answer.Body.Span)!;
            return new(
                StoredCallback.Of(json["callback"]!.AsObject()),
                [.. json["history"]!.AsArray().Select(entry => StoredCallback.Of(entry!["callback"]!.AsObject()))],
                (long?)json["paid_won"],
                (long?)json["cancelled_won"]
            );
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return null;
        }
    }
}
