using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>The request that asks for a bill, in either version of PaySsam's API.</summary>
internal static class BillQuestion
{
    /// <summary>Appended to the base URL.</summary>
    public static string Path(ApiOptions options) => options.IsV2 ? "bill/read" : "if/bill/read";

    public static ReadOnlyMemory<byte> Write(ApiOptions options, string billId, string? member, string? merchant) =>
        JsonWriting.Write(json =>
        {
            json.WriteString(options.IsV2 ? "apiKey" : "apikey", options.Key);
            if (member is not null)
                json.WriteString("member", member);
            if (merchant is not null)
                json.WriteString("merchant", merchant);
            if (options.IsV2)
            {
                json.WriteStartObject("bill");
                json.WriteString("billId", billId);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("bill_id", billId);
            }
        });
}
