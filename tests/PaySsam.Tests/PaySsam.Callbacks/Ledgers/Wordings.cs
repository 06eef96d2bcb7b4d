using System.Globalization;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Ledgers;

/// <summary>Tells a true bill in several wordings, one of each movement in full. Knows nothing of the ledger.</summary>
internal sealed class Wordings(Random random)
{
    private const int MostOfOne = 3;

    /// <summary>Each movement in full and in up to three other wordings, in random order, up to five minutes apart.</summary>
    public List<ReceivedCallback> Of(TrueBill bill)
    {
        var told = bill.Told.SelectMany(movement =>
            Enumerable.Range(0, 1 + random.Next(MostOfOne + 1)).Select(number => Tell(bill, movement, full: number == 0))
        );
        var all = told.Select(fields => Some.Callback("bill", fields)).DistinctBy(callback => callback.Id).ToArray();
        random.Shuffle(all);
        var at = Some.Time;
        return [.. all.Select(callback => new ReceivedCallback(callback, at = at.AddSeconds(random.Next(300)), TraceParent: null))];
    }

    /// <summary>One more wording of a movement of the bill.</summary>
    public ReceivedCallback More(TrueBill bill)
    {
        var fields = Tell(bill, bill.Told[random.Next(bill.Told.Count)], full: false);
        return new(Some.Callback("bill", fields), Some.Time.AddDays(2), TraceParent: null);
    }

    private (string, JsonNode?)[] Tell(TrueBill bill, TrueMovement movement, bool full)
    {
        var origin = movement.Cancels;
        var repeats = bill.Style is OriginStyle.RepeatedNumber or OriginStyle.OriginAndRepeatedNumber && origin is not null;
        var number = repeats || (!full && origin is not null && OneIn(4)) ? origin!.Number : movement.Number;
        var tellsNumber = bill.Style is OriginStyle.Origin or OriginStyle.OriginAndRepeatedNumber && (full || OneIn(2));
        var tellsTime = bill.Style is not (OriginStyle.RepeatedNumber or OriginStyle.None);
        var time = !full && origin is not null && OneIn(4) ? origin.At : movement.At;
        return
        [
            ("appr_state", movement.IsCancellation ? "C" : "F"),
            ("appr_num", full || !OneIn(3) ? number : null),
            ("appr_dt", Time(time, full)),
            ("appr_price", full ? movement.Won.ToString(CultureInfo.InvariantCulture) : Price(movement)),
            ("appr_origin_num", tellsNumber ? origin?.Number : null),
            ("appr_origin_dt", tellsTime && origin is not null ? Time(origin.At, full) : null),
            ("appr_pay_type", "CARD_VAN"),
            ("appr_issuer", OneIn(2) ? "issuer" : null),
            ("appr_monthly", OneIn(2) ? "0" : null),
        ];
    }

    private string? Time(DateTime at, bool full) =>
        full || !OneIn(2) ? at.ToString(full || !OneIn(3) ? "yyyyMMddHHmmss" : "yyyyMMddHHmm", CultureInfo.InvariantCulture) : null;

    private string? Price(TrueMovement movement) =>
        random.Next(8) switch
        {
            0 or 1 => null,
            2 when movement.IsCancellation => $"-{movement.Won}",
            3 => movement.Won.ToString("#,##0", CultureInfo.InvariantCulture),
            4 => $"{movement.Won}.00",
            5 => $"{movement.Won}원",
            6 when movement.IsCancellation => "0",
            _ => movement.Won.ToString(CultureInfo.InvariantCulture),
        };

    private bool OneIn(int count) => random.Next(count) == 0;
}
