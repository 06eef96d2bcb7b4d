using System.Globalization;

namespace PaySsam.Tests.Callbacks.Ledgers;

/// <summary>Money that moved, as it was. Knows nothing of the ledger.</summary>
internal sealed record TrueMovement(long Won, DateTime At, string? Number, TrueMovement? Cancels = null)
{
    public bool IsCancellation => Cancels is not null;

    public override string ToString() => $"{(IsCancellation ? "C" : "F")} {Text} {(IsCancellation ? $"of {Cancels!.Text}" : "")}";

    private string Text => string.Create(CultureInfo.InvariantCulture, $"{Won} {At:yyyyMMddHHmmss} {Number}");
}

/// <summary>What truly happened to a bill.</summary>
/// <param name="Kind">Of its history.</param>
/// <param name="Told">What PaySsam tells of.</param>
/// <param name="IsOdd">Whether a person should look at it.</param>
/// <param name="Style">How the wordings of its cancellations name payments.</param>
internal sealed record TrueBill(string Kind, IReadOnlyList<TrueMovement> Told, bool IsOdd, OriginStyle Style);

/// <summary>What even the fullest telling of a cancellation says of its payment.</summary>
internal enum OriginStyle
{
    /// <summary>Its number and time, beside the cancellation's own number.</summary>
    Origin,

    /// <summary>Its number and time, and its number again in place of an own one.</summary>
    OriginAndRepeatedNumber,

    /// <summary>Its number alone, in place of an own one.</summary>
    RepeatedNumber,

    /// <summary>Its time alone.</summary>
    OriginTime,

    /// <summary>Nothing.</summary>
    None,
}
