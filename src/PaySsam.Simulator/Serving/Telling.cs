using System.Globalization;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Serving;

/// <summary>A payment or cancellation as it is told once. The same telling is the same to the byte.</summary>
/// <param name="Bill">Whose.</param>
/// <param name="Movement">What is told.</param>
/// <param name="Wording">0 for all of it; each other number is another wording, which leaves things out.</param>
internal sealed record Telling(Bill Bill, Movement Movement, int Wording)
{
    public JsonObject Write(string key)
    {
        var callback = Bill.Callback(key, Movement);
        if (Wording == 0)
            return callback;
        var random = new Random((int)Chance.Of((int)Bill.Number, (int)(Movement.At.Ticks / TimeSpan.TicksPerSecond), Wording));
        var payment = Movement.Cancels;
        callback[Callback.ResultCode] = ""; // So that the full telling says most, and is the one that the bill shows.
        if (payment is not null && random.Next(4) == 0)
            callback[Callback.Approval] = payment.Number;
        if (random.Next(3) == 0)
            callback[Callback.Approval] = "";
        callback[Callback.ApprovedAt] = Time(payment is not null && random.Next(4) == 0 ? payment.At : Movement.At, random);
        callback[Callback.Price] = Price(Movement.Won, random);
        if (payment is null)
            return callback;
        if (random.Next(2) == 0)
            callback[Callback.OriginApproval] = "";
        callback[Callback.OriginAt] = Time(payment.At, random);
        return callback;
    }

    private static string Time(DateTime at, Random random) =>
        random.Next(6) switch
        {
            0 or 1 => Callback.Time(at),
            2 => Callback.Time(at)[..^2], // Without seconds.
            _ => "",
        };

    private static string Price(long won, Random random) =>
        random.Next(6) switch
        {
            0 or 1 => "",
            2 => string.Create(CultureInfo.InvariantCulture, $"{won:#,0}"),
            3 => OddValues.Amount(won),
            _ => won.ToString(CultureInfo.InvariantCulture),
        };
}
