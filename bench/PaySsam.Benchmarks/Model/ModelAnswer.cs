namespace PaySsam.Benchmarks.Model;

/// <param name="Status">HTTP.</param>
/// <param name="Body">None where null.</param>
/// <param name="ContentType">Of the body.</param>
internal sealed record ModelAnswer(int Status, string? Body = null, string ContentType = "application/json;odata=minimalmetadata")
{
    public static readonly ModelAnswer Busy = Error(503, "ServerBusy");

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static ModelAnswer Error(int status, string code) => new(status, ErrorOfTable(code)) { Headers = [("x-ms-error-code", code)] };

    private static string ErrorOfTable(string code) =>
        $"{{\"odata.error\":{{\"code\":\"{code}\",\"message\":{{\"lang\":\"en-US\",\"value\":\"0:{code}\"}}}}}}";

    /// <summary>To a client of queues, which reads XML.</summary>
    public ModelAnswer OfQueue() =>
        Status < 400
            ? this
            : this with
            {
                Body =
                    $"<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                    + $"<Error><Code>{Headers[0].Value}</Code><Message>The model says so.</Message></Error>",
                ContentType = "application/xml",
            };

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        if (Body is null)
            return;
        response.ContentType = ContentType;
        await response.WriteAsync(Body);
    }
}
