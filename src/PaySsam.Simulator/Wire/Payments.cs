namespace PaySsam.Simulator.Wire;

/// <summary>Where a receiver's bills are read back.</summary>
/// <param name="receiver">Carries the requests.</param>
/// <param name="url">The URL that <c>?bill_id=…</c> is added to.</param>
/// <param name="functionKey">Sent as <c>x-functions-key</c>, where there is one.</param>
internal sealed class Payments(Receiver receiver, Uri url, string? functionKey)
{
    private const int LargestBill = 4 * 1024 * 1024;

    /// <exception cref="OperationCanceledException">Somebody interrupted the program.</exception>
    public Task<Answer> AskAsync(string billId, CancellationToken interrupted) =>
        receiver.SendAsync(Request(url.With("bill_id", billId), functionKey), LargestBill, interrupted);

    /// <summary>A GET with the function key, where there is one.</summary>
    public static HttpRequestMessage Request(Uri url, string? functionKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (functionKey is not null)
            request.Headers.TryAddWithoutValidation("x-functions-key", functionKey);
        return request;
    }
}
