using System.Globalization;

namespace PaySsam.Callbacks.Receiving;

/// <summary>Percent-encoding, to bytes: which characters they are is decided afterwards.</summary>
internal static class Percent
{
    /// <summary>What is not two hexadecimal digits stays as it is.</summary>
    /// <param name="text">Encoded.</param>
    /// <param name="output">At least as long.</param>
    /// <param name="plusIsSpace">As in form fields.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> output, bool plusIsSpace = false)
    {
        var written = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var one = text[at];
            if (one is (byte)'%' && at + 2 < text.Length && TryReadHex(text.Slice(at + 1, 2), out var value))
            {
                one = value;
                at += 2;
            }
            else if (one is (byte)'+' && plusIsSpace)
            {
                one = (byte)' ';
            }

            output[written++] = one;
        }

        return written;
    }

    /// <summary>Whether it is two hexadecimal digits, and which byte they are.</summary>
    public static bool TryReadHex(ReadOnlySpan<byte> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
