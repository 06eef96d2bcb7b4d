using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Serving;

/// <summary>What a request is answered with.</summary>
internal sealed record Reply(int Status, string? ContentType = null, ReadOnlyMemory<byte> Body = default)
{
    public static Reply Done { get; } = new(204);

    public static Reply Json(JsonNode json) => new(200, "application/json; charset=utf-8", json.ToUtf8());

    public static Reply Html(string page) => new(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page));

    public static Reply Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text + "\n"));

    public async Task WriteAsync(HttpListenerResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        if (Status != Done.Status)
        {
            response.ContentLength64 = Body.Length;
            await response.OutputStream.WriteAsync(Body);
        }

        response.Close();
    }
}
