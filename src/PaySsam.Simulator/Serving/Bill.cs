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

    /// <summary>When it was paid a second time, before or after the first payment was cancelled.</summary>
    public DateTime? PaidAgainAt { get; private init; }

    /// <summary>When its first payment was cancelled.</summary>
    public DateTime? CancelledAt { get; private init; }

    /// <summary>How much of its first payment was cancelled.</summary>
    public long CancelledWon { get; private init; }

    /// <summary>Paid in cash, which has no approval numbers.</summary>
    public bool IsCash { get; init; }

    /// <summary>Withdrawn before it was paid.</summary>
    public bool IsDestroyed { get; init; }

    /// <summary>Whether a callback of it was acknowledged.</summary>
    public bool IsPushed { get; init; }

    /// <summary>W, D, F or C; C as soon as anything is cancelled.</summary>
    public char State =>
        IsDestroyed ? 'D'
        : CancelledAt is not null ? 'C'
        : PaidAt is not null ? 'F'
        : 'W';

    /// <summary>Its money: payments, then the cancellation, which so is the last.</summary>
    public IReadOnlyList<Movement> Movements
    {
        get
        {
            if (PaidAt is not { } paidAt)
                return [];
            var movements = new List<Movement> { new(AmountWon, paidAt, Approval(3)) };
            if (PaidAgainAt is { } again)
                movements.Add(new(AmountWon, again, Approval(5)));
            if (CancelledAt is { } cancelled)
                movements.Add(new(CancelledWon, cancelled, Approval(4), movements[0]));
            return movements;
        }
    }

    /// <summary>From 0 to below 1; another for each part.</summary>
    public double Luck(int part) => (Chance.Of((int)(Number >> 32), (int)Number, part) >> 11) / (double)(1L << 53);

    /// <summary>Null where it is not to be paid, or is paid already.</summary>
    public Bill? Pay(DateTime at) => State is 'W' ? this with { PaidAt = at } : null;

    /// <summary>The same amount once more, on a bill that is paid.</summary>
    public Bill PayAgain(DateTime at) => this with { PaidAgainAt = at };

    /// <summary>Null where nothing is to be cancelled.</summary>
    /// <param name="at">When.</param>
    /// <param name="won">Of the first payment; null for all of it.</param>
    public Bill? Cancel(DateTime at, long? won = null) =>
        State is 'F' ? this with { CancelledAt = at, CancelledWon = won ?? AmountWon } : null;

    /// <summary>
    /// What is known of it now, by the names of v1. Where nothing was paid, the fields of the approval are empty, the amount's too.
    /// </summary>
    public JsonObject Callback(string key)
    {
        if (Movements is [.., var last])
            return Callback(key, last);
        var callback = Wire.Callback.Sample(key, Id, State, default, Number);
        callback[Wire.Callback.Price] = "";
        return callback;
    }

    /// <summary>One of its <see cref="Movements"/>, told in full.</summary>
    public JsonObject Callback(string key, Movement movement)
    {
        var callback = Wire.Callback.Sample(key, Id, movement.Cancels is null ? 'F' : 'C', movement.At, Number);
        callback[Wire.Callback.Price] = movement.Won.ToString(CultureInfo.InvariantCulture);
        callback[Wire.Callback.Approval] = movement.Number;
        if (movement.Cancels is not { } payment)
            return callback;
        callback[Wire.Callback.OriginApproval] = payment.Number;
        callback[Wire.Callback.OriginAt] = Wire.Callback.Time(payment.At);
        return callback;
    }

    private string Approval(int kind) => IsCash ? "" : string.Create(CultureInfo.InvariantCulture, $"{kind}{Number % 10_000_000:0000000}");
}
