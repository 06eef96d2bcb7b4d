namespace PaySsam.Callbacks.Model;

/// <summary>A bill id, which is kept, compared and used as a key exactly as it came.</summary>
internal static class BillIdText
{
    /// <summary>Characters (Unicode code points) of the longest. PaySsam says 20; some integrators make longer ones.</summary>
    public const int Longest = 64;

    public static bool IsTooLong(string billId) => billId.Length > Longest && billId.EnumerateRunes().Count() > Longest;
}
