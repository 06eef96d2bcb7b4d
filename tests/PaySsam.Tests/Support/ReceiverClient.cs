using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Receiving;

namespace PaySsam.Tests.Support;

/// <summary>What PaySsam and a bookkeeper do to a receiver.</summary>
internal static class ReceiverClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Without HTTP, and without a token.</summary>
    public static Task<Reply> ReceiveAsync(this CallbackReceiver receiver, Stream body, long? length, CancellationToken aborted) =>
        receiver.ReceiveAsync(new CallbackRequest(body) { Length = length }, aborted);

    public static Task<(int Status, string Body)> PostAsync(this HttpClient http, string body) =>
        http.PostAsync(Encoding.UTF8.GetBytes(body));

    public static async Task<(int Status, string Body)> PostAsync(
        this HttpClient http,
        byte[] body,
        string? token = null,
        string? encoding = null,
        string? type = null
    )
    {
        using var content = new ByteArrayContent(body);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await http.PostAsync($"api/payssam/callback{(token is null ? "" : $"?token={token}")}", content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonNode?> FindPaymentAsync(this HttpClient http, string billId)
    {
        using var response = await http.GetAsync($"api/payments?bill_id={Uri.EscapeDataString(billId)}");
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The payment, once it is as wanted: recording follows the acknowledgement.</summary>
    public static async Task<JsonNode> WaitForPaymentAsync(this HttpClient http, string billId, Func<JsonNode, bool>? wanted = null)
    {
        for (var deadline = DateTime.UtcNow + Patience; DateTime.UtcNow < deadline; await Task.Delay(100))
        {
            if (await http.FindPaymentAsync(billId) is { } payment && (wanted is null || wanted(payment)))
                return payment;
        }

        throw new TimeoutException($"{billId} did not become as wanted.");
    }

    /// <summary>A bill that needs attention, or needed it once, when that is as wanted.</summary>
    public static async Task<JsonNode> WaitForAttentionAsync(this HttpClient http, string billId, bool isOpen)
    {
        for (var deadline = DateTime.UtcNow + Patience; DateTime.UtcNow < deadline; await Task.Delay(100))
        {
            var bills = await http.ListAttentionAsync();
            if (bills.FirstOrDefault(one => (string?)one["bill_id"] == billId) is { } bill && (bool)bill["open"]! == isOpen)
                return bill;
        }

        throw new TimeoutException($"{billId} did not {(isOpen ? "need attention" : "close")}.");
    }

    /// <summary>Every bill that needs attention, or needed it once.</summary>
    private static async Task<List<JsonNode>> ListAttentionAsync(this HttpClient http)
    {
        var bills = new List<JsonNode>();
        for (string? continuation = ""; continuation is not null; )
        {
            var page = JsonNode.Parse(await http.GetStringAsync($"api/attention?all=true&continuation={continuation}"))!;
            bills.AddRange(page["attention"]!.AsArray().Select(bill => bill!));
            continuation = (string?)page["continuation"];
        }

        return bills;
    }

    public static int History(this JsonNode payment) => payment["history"]!.AsArray().Count;

    public static string State(this JsonNode payment) => payment["state"]!.GetValue<string>();
}
