using System.Text;

namespace PaySsam.Callbacks.Storage;

/// <summary>
/// A bill id as a partition key. Table Storage forbids <c>/ \ # ?</c> and control characters (U+0000–U+001F,
/// U+007F–U+009F) in keys: each, and the escape character itself, is written as <c>~hhhh</c>, its UTF-16 code in hex.
/// No two ids share a key.
/// </summary>
internal static class TableKey
{
    private const char Escape = '~';

    public static string ForBill(string billId)
    {
        if (!billId.Any(IsEscaped))
            return billId;
        var key = new StringBuilder();
        foreach (var unit in billId)
        {
            if (IsEscaped(unit))
                key.Append(Escape).Append(((int)unit).ToString("x4", null));
            else
                key.Append(unit);
        }

        return key.ToString();
    }

    private static bool IsEscaped(char unit) => unit is '/' or '\\' or '#' or '?' or Escape || char.IsControl(unit);
}
