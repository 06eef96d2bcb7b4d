namespace PaySsam.Callbacks.Ledgers;

/// <summary>The bounds of a bill, and its ledger within them.</summary>
internal static class BillLedger
{
    /// <summary>Distinct callbacks that a bill can have: the ledger's cost grows with their square.</summary>
    public const int MostCallbacks = 200;

    /// <summary>Of these, places that no W or D may take: money comes last, and must find room.</summary>
    public const int OnlyForMoney = 50;

    /// <summary>Of an older bill that has more, the ledger of those that rank highest.</summary>
    public static Ledger Of(IReadOnlyCollection<Telling> tellings) =>
        Ledger.Of(tellings.Count <= MostCallbacks ? tellings : tellings.Order(TellingOrder.HighestFirst).Take(MostCallbacks));
}
