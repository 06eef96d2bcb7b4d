using System.Globalization;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Storm;

namespace PaySsam.Simulator.Serving;

/// <summary>A bill as PaySsam knows it. Times are Korean.</summary>
/// <param name="Id">Never reused.</param>
/// <param name="AmountWon">What is to be paid.</param>
/// <param name="Day">On which it is due.</param>
/// <param name="Number">Decides all that is left to chance: the same number, the same bill.</param>
internal sealed record Bill(string Id, long AmountWon, DateOnly Day, ulong Number)
{
    public DateTime? PaidAt { get; private init; }

    public DateTime? CancelledAt { get; private init; }

    /// <summary>Withdrawn before it was paid.</summary>
    public bool IsDestroyed { get; init; }

    /// <summary>Whether a callback of it was acknowledged.</summary>
    public bool IsPushed { get; init; }

    /// <summary>W, D, F or C.</summary>
    public char State =>
        IsDestroyed ? 'D'
        : CancelledAt is not null ? 'C'
        : PaidAt is not null ? 'F'
        : 'W';

    /// <summary>From 0 to below 1; another for each part.</summary>
    public double Luck(int part) => (Chance.Of((int)(Number >> 32), (int)Number, part) >> 11) / (double)(1L << 53);

    /// <summary>Null where it is not to be paid, or is paid already.</summary>
    public Bill? Pay(DateTime at) => State is 'W' ? this with { PaidAt = at } : null;

    /// <summary>Null where nothing is to be cancelled.</summary>
    public Bill? Cancel(DateTime at) => State is 'F' ? this with { CancelledAt = at } : null;

    /// <summary>By the names of v1. Where nothing was paid, the fields of the approval are empty, the amount's too.</summary>
    public JsonObject Callback(string key)
    {
        var callback = Wire.Callback.Sample(key, Id, State, CancelledAt ?? PaidAt ?? default, Number);
        callback["appr_price"] = PaidAt is null ? "" : AmountWon.ToString(CultureInfo.InvariantCulture);
        if (State is not 'C')
            return callback;
        var number = (string)callback["appr_num"]!;
        callback["appr_num"] = $"4{number[1..]}"; // A payment's begins with 3.
        callback["appr_origin_num"] = number;
        callback["appr_origin_dt"] = Wire.Callback.Time(PaidAt!.Value);
        return callback;
    }
}
