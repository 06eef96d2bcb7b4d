using System.Buffers;

namespace PaySsam.Callbacks.Changes;

/// <summary>A queue message of events: base64 of a JSON array.</summary>
internal static class EventMessage
{
    // Azure's limit before base64.
    private const int Largest = 48 * 1024;

    /// <summary>The texts of as few messages as hold the events in their order.</summary>
    /// <param name="events">JSON objects, each smaller than a message.</param>
    public static IEnumerable<string> Pack(IEnumerable<byte[]> events)
    {
        var array = new ArrayBufferWriter<byte>();
        foreach (var one in events)
        {
            if (array.WrittenCount > 0 && array.WrittenCount + one.Length + 2 > Largest)
                yield return Close(array);
            array.Write(array.WrittenCount == 0 ? "["u8 : ","u8);
            array.Write(one);
        }

        if (array.WrittenCount > 0)
            yield return Close(array);
    }

    private static string Close(ArrayBufferWriter<byte> array)
    {
        array.Write("]"u8);
        var text = Convert.ToBase64String(array.WrittenSpan);
        array.Clear();
        return text;
    }
}
