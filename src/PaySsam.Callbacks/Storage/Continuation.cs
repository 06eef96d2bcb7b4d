using System.Buffers.Text;
using System.Text;

namespace PaySsam.Callbacks.Storage;

/// <summary>Where a list goes on: behind the last key of the page before. Callers treat it as opaque.</summary>
internal static class Continuation
{
    public static string Write(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The same; null after the last page.</summary>
    public static string? WriteOrNull(string? key) => key is null ? null : Write(key);

    /// <summary>False if no page came with it.</summary>
    /// <param name="text">From the request.</param>
    /// <param name="after">The key; null at the start.</param>
    public static bool TryRead(string? text, out string? after)
    {
        after = null;
        if (string.IsNullOrEmpty(text))
            return true;
        try
        {
            after = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text));
            return !after.Any(unit => unit is '/' or '\\' or '#' or '?' || char.IsControl(unit));
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
