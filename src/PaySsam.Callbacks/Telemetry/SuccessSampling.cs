using System.Buffers.Binary;
using System.Diagnostics;
using OpenTelemetry;

namespace PaySsam.Callbacks.Telemetry;

/// <summary>Keeps each span that failed, and, of the others, the ones of a share of the traces. A refused stranger is no failure.</summary>
/// <param name="ratio">That share, from 0 to 1; chosen by trace id, so that every process chooses the same traces.</param>
internal sealed class SuccessSampling(double ratio) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity activity)
    {
        // Exporters leave out what is not recorded.
        if (activity.Status is not ActivityStatusCode.Error && Position(activity.TraceId) >= ratio)
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    /// <summary>From 0 to below 1, evenly: the last eight bytes of a trace id are random.</summary>
    private static double Position(ActivityTraceId traceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        traceId.CopyTo(bytes);
        return (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) >> 11) * (1.0 / (1UL << 53));
    }
}
