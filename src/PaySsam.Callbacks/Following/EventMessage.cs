using System.Buffers;
using System.Text;

namespace PaySsam.Callbacks.Following;

/// <summary>Queue messages of events: base64 of JSON.</summary>
internal static class EventMessage
{
    // Azure's limit before base64.
    private const int Largest = 48 * 1024;

    /// <summary>The texts of as few messages as hold the events in their order.</summary>
    /// <param name="events">JSON objects, each much smaller than a message.</param>
    /// <param name="start">What stands before the first.</param>
    /// <param name="end">What stands behind the last.</param>
    public static IEnumerable<string> Pack(IEnumerable<byte[]> events, string start = "[", string end = "]")
    {
        var message = new ArrayBufferWriter<byte>();
        foreach (var one in events)
        {
            if (message.WrittenCount > 0 && message.WrittenCount + one.Length + 1 + end.Length > Largest)
                yield return Close(message, end);
            Encoding.UTF8.GetBytes(message.WrittenCount == 0 ? start : ",", message);
            message.Write(one);
        }

        if (message.WrittenCount > 0)
            yield return Close(message, end);
    }

    private static string Close(ArrayBufferWriter<byte> message, string end)
    {
        Encoding.UTF8.GetBytes(end, message);
        var text = Convert.ToBase64String(message.WrittenSpan);
        message.Clear();
        return text;
    }
}
