using System.Net;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>
/// All that is answered over HTTP: PaySsam's read calls, and routes of our own to play with the bills.
/// <c>POST /control</c> is for tests only: it changes the mode while we run, to what
/// <c>{"fail","html","wrong_key","slow","plain","c_means_received","code"}</c>
/// say; what it does not name is off. <c>GET /asked</c> says how many read calls came, whatever they were answered with.
/// </summary>
internal sealed class Desk(ReadCalls calls, BillRoutes bills, Mode first, CancellationToken interrupted)
{
    private const string Maintenance =
        "<!DOCTYPE html>\n<html lang=\"ko\"><head><title>시스템 점검 안내</title></head><body><h1>시스템 점검 중입니다.</h1></body></html>\n";

    private readonly Asked _asked = new();
    private volatile Mode _mode = first;

    public async Task AnswerAsync(HttpListenerContext http)
    {
        var reply = await RouteAsync(http.Request);
        await reply.WriteAsync(http.Response);
    }

    private async Task<Reply> RouteAsync(HttpListenerRequest request) =>
        (request.HttpMethod, request.Url!.AbsolutePath) switch
        {
            ("POST", "/if/bill/read") => await ReadAsync(ApiVersion.V1, request),
            ("POST", "/bill/read") => await ReadAsync(ApiVersion.V2, request),
            ("POST", "/control") => Control(await BodyAsync(request)),
            ("GET", "/asked") => Reply.Json(
                new JsonObject { ["asked"] = _asked.Figures.Count, ["most_in_a_second"] = _asked.Figures.MostInASecond }
            ),
            ("GET", "/register") => bills.Show(),
            ("POST", "/bills") => bills.Create(await BodyAsync(request)),
            ("POST", "/pay") => bills.Pay(request.QueryString["bill_id"]),
            ("POST", "/cancel") => bills.Cancel(request.QueryString["bill_id"], request.QueryString["tell"] == "true"),
            _ => Reply.Text(404, Texts.NoRoute),
        };

    private async Task<Reply> ReadAsync(ApiVersion version, HttpListenerRequest request)
    {
        _asked.Begin();
        var mode = _mode;
        var body = await BodyAsync(request);
        await Task.Delay(TimeSpan.FromSeconds(mode.Slow), interrupted);
        return mode.Fail != 0 ? new Reply(mode.Fail)
            : mode.Html ? Reply.Html(Maintenance)
            : Reply.Json(
                mode.WrongKey ? ReadCalls.RefuseKey(version)
                : mode.Code is { } code ? ReadCalls.RefuseWith(version, code)
                : calls.Answer(version, body, mode)
            );
    }

    private Reply Control(byte[] body)
    {
        if (RequestJson.Read<Mode>(body) is not { IsPossible: true } mode)
            return Reply.Text(400, Texts.NoMode);
        _mode = mode;
        return Reply.Done;
    }

    private async Task<byte[]> BodyAsync(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body, interrupted);
        return body.ToArray();
    }
}
