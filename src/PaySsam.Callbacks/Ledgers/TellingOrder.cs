using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Ledgers;

/// <summary>
/// Which of two tellings comes first where nothing else decides: by what the ledger reads of them, and then by the public id. The hash of
/// their content decides only between callbacks that have none, for it goes when a callback is erased, and must not change a sum.
/// </summary>
internal sealed class TellingOrder : IComparer<Telling>
{
    public static readonly TellingOrder Instance = new();

    /// <summary>By rank, the highest first.</summary>
    public static readonly Comparer<Telling> HighestFirst = Comparer<Telling>.Create(
        (one, other) => string.CompareOrdinal(other.Place, one.Place) is var order and not 0 ? order : Instance.Compare(one, other)
    );

    public int Compare(Telling? one, Telling? other)
    {
        if (one is null || other is null)
            return (one is null).CompareTo(other is null);
        var order = one.State.CompareTo(other.State);
        if (order == 0)
            order = Compare(one.Time, other.Time);
        if (order == 0)
            order = Nullable.Compare(one.Won, other.Won);
        if (order == 0)
            order = Compare(one.OriginTime, other.OriginTime);
        return order != 0 ? order : Texts(one).Zip(Texts(other), string.CompareOrdinal).FirstOrDefault(difference => difference != 0);
    }

    private static int Compare(ToldTime? one, ToldTime? other) =>
        Nullable.Compare(one?.At, other?.At) is var order and not 0 ? order : Nullable.Compare(one?.IsToTheMinute, other?.IsToTheMinute);

    private static IEnumerable<string?> Texts(Telling telling)
    {
        var details = telling.Details;
        return
        [
            telling.Number,
            telling.OriginNumber,
            details.ApprNum,
            details.PayType,
            details.IssuerCode,
            details.Issuer,
            details.AcquirerCode,
            details.Acquirer,
            details.Instalments,
            details.OriginApprNum,
            details.Member,
            telling.Id,
            telling.Hash,
        ];
    }
}
