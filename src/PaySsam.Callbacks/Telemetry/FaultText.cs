using System.Diagnostics;
using System.Net.Sockets;
using Azure;

namespace PaySsam.Callbacks.Telemetry;

/// <summary>
/// Describes a fault for a log: its type, its error code and its stack frames, then the same of at most three causes. Messages
/// are left out: they can quote data, frames cannot.
/// </summary>
public static class FaultText
{
    private const int MostCauses = 3;
    private const int MostFrames = 12;

    // Frames where the fault was thrown; behind them only our own say more.
    private const int FirstFrames = 3;
    private const int LongestFrame = 200;
    private const int LongestCode = 64;

    /// <summary>On one line: <c>Namespace.Type code at Namespace.Type.Method in File.cs:line 1 at … because of …</c>.</summary>
    public static string Of(Exception fault)
    {
        var parts = new List<string>();
        var frames = MostFrames;
        for (var (cause, depth) = (fault, 0); cause is not null && depth <= MostCauses; (cause, depth) = (cause.InnerException, depth + 1))
        {
            if (depth > 0)
                parts.Add("because of");
            parts.Add(cause.GetType().FullName ?? cause.GetType().Name);
            parts.AddRange(Code(cause));
            var some = Frames(cause).Take(frames).ToList();
            parts.AddRange(some);
            frames -= some.Count;
        }

        return string.Join(' ', parts);
    }

    private static IEnumerable<string> Code(Exception fault)
    {
        if (fault is RequestFailedException { Status: not 0 and var status })
            yield return $"{status}";
        var code = fault switch
        {
            RequestFailedException refusal => refusal.ErrorCode,
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } => $"{error}",
            SocketException socket => $"{socket.SocketErrorCode}",
            _ => null,
        };

        // Storage's own codes are words such as ServerBusy; a proxy between may answer anything.
        if (code is { Length: > 0 and <= LongestCode } && code.All(char.IsAsciiLetterOrDigit))
            yield return code;
    }

    private static IEnumerable<string> Frames(Exception fault) =>
        new StackTrace(fault, fNeedFileInfo: true)
            .ToString()
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith("at ", StringComparison.Ordinal))
            .Where((frame, index) => index < FirstFrames || frame.StartsWith("at PaySsam.", StringComparison.Ordinal))
            .Select(Short);

    /// <summary>Without parameters, and without the folder of the file.</summary>
    private static string Short(string frame)
    {
        var file = frame.LastIndexOf(" in ", StringComparison.Ordinal);
        var method = (file < 0 ? frame : frame[..file]).Split('(')[0];
        var text = file < 0 ? method : $"{method} in {frame[(frame.LastIndexOfAny(['/', '\\']) + 1)..]}";
        return text.Length <= LongestFrame ? text : text[..LongestFrame];
    }
}
