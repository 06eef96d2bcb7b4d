using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// <c>{"trust":{"trusted","trusted_at","note"},"breaker":{"stopped","stopped_at","applied","of","resumed_at","note"}}</c>:
/// <c>applied</c> of
/// the last <c>of</c> answers about bills held as paid were recorded as cancellations.
/// </summary>
internal static class TrustJson
{
    public static void Write(Utf8JsonWriter json, Trust trust, string api)
    {
        var isTrusted = trust.Api == api;
        json.WriteStartObject("trust");
        json.WriteBoolean("trusted", isTrusted);
        json.WriteTime("trusted_at", isTrusted ? trust.TrustedAt : null);
        json.WriteString("note", isTrusted ? trust.TrustNote : null);
        json.WriteEndObject();
        json.WriteStartObject("breaker");
        json.WriteBoolean("stopped", trust.StoppedAt is not null);
        json.WriteTime("stopped_at", trust.StoppedAt);
        json.WriteNumber("applied", trust.Recent.Count(Trust.Applied.Equals));
        json.WriteNumber("of", trust.Recent.Length);
        json.WriteTime("resumed_at", trust.ResumedAt);
        json.WriteString("note", trust.ResumeNote);
        json.WriteEndObject();
    }
}
