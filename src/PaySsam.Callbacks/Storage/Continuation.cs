using System.Buffers.Text;
using System.Text;

namespace PaySsam.Callbacks.Storage;

/// <summary>Where a list of bills goes on: behind the last bill of the page before, by its key.</summary>
internal static class Continuation
{
    public static string Write(string billKey) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(billKey));

    /// <summary>False for what no page came with.</summary>
    /// <param name="text">From the request.</param>
    /// <param name="afterBill">The bill's key; null at the start.</param>
    public static bool TryRead(string? text, out string? afterBill)
    {
        afterBill = null;
        if (string.IsNullOrEmpty(text))
            return true;
        try
        {
            afterBill = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text));
            return !afterBill.Any(unit => unit is '/' or '\\' or '#' or '?' || char.IsControl(unit));
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
