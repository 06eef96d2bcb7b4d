using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PaySsam.Benchmarks.Load;

/// <summary>
/// Callers that each send one callback after the other on a connection of their own; plain sockets, to leave the processors to
/// the receivers.
/// </summary>
internal static class LoadGenerator
{
    public const string ApiKey = "a-key-of-the-benchmark";

    private const int BodyLength = 600;

    // How long the product takes at the most, in ms.
    private const int Patience = 5000;

    /// <param name="Bills">Of the callbacks answered 200.</param>
    /// <param name="Failed">Callbacks answered otherwise.</param>
    /// <param name="NotInTime">These, and those that were answered after more than 5 s.</param>
    /// <param name="Rate">Acknowledged per second; in the time given, where one was.</param>
    /// <param name="P50">In ms, of all answers.</param>
    /// <param name="P99">In ms.</param>
    public sealed record Result(IReadOnlyCollection<long> Bills, int Failed, int NotInTime, double Rate, double P50, double P99)
    {
        public int Acknowledged => Bills.Count;
    }

    /// <param name="url">The receiver.</param>
    /// <param name="callers">How many send at once.</param>
    /// <param name="duration">For how long; each sends one at the least.</param>
    /// <param name="firstBill">Bills are numbered from here; each is sent once.</param>
    public static Task<Result> RunAsync(Uri url, int callers, TimeSpan duration, long firstBill)
    {
        var (bill, started) = (firstBill, Stopwatch.GetTimestamp());
        return RunAsync(
            url,
            callers,
            duration,
            sent => sent > 0 && Stopwatch.GetElapsedTime(started) >= duration ? null : Interlocked.Increment(ref bill)
        );
    }

    /// <summary>Sends each of these once.</summary>
    public static Task<Result> RunAsync(Uri url, int callers, IReadOnlyList<long> bills)
    {
        var next = -1;
        return RunAsync(
            url,
            callers,
            TimeSpan.MaxValue,
            _ => Interlocked.Increment(ref next) is var place && place < bills.Count ? bills[place] : null
        );
    }

    private static async Task<Result> RunAsync(Uri url, int callers, TimeSpan duration, Func<int, long?> next)
    {
        var started = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                        await socket.ConnectAsync(IPAddress.Loopback, url.Port);
                        var (request, billAt) = Request(url);
                        var answer = new byte[4096];
                        var (latencies, bills, inTurn, failed, notInTime) = (new List<double>(), new List<long>(), 0, 0, 0);
                        while (next(latencies.Count) is { } bill)
                        {
                            bill.TryFormat(request.AsSpan(billAt, 20), out var _, "D20");
                            var sent = Stopwatch.GetTimestamp();
                            await socket.SendAsync(request);
                            var status = await ReadStatusAsync(socket, answer);
                            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                            if (status == 200)
                                bills.Add(bill);
                            else
                                failed++;
                            if (status != 200 || latencies[^1] > Patience)
                                notInTime++;
                            if (status == 200 && Stopwatch.GetElapsedTime(started) <= duration)
                                inTurn++;
                        }

                        return (latencies, bills, inTurn, failed, notInTime);
                    })
                )
        );
        var elapsed = Stopwatch.GetElapsedTime(started);
        elapsed = elapsed < duration ? elapsed : duration;
        var all = results.SelectMany(result => result.latencies).Order().ToArray();
        var bills = results.SelectMany(result => result.bills).ToList();
        return new Result(
            bills,
            results.Sum(result => result.failed),
            results.Sum(result => result.notInTime),
            results.Sum(result => result.inTurn) / elapsed.TotalSeconds,
            all[all.Length / 2],
            all[all.Length * 99 / 100]
        );
    }

    /// <summary>A callback of 600 bytes.</summary>
    public static string Json(long bill)
    {
        var body = $$"""
            {"apikey":"{{ApiKey}}","bill_id":"{{bill:D20}}","appr_state":"F","appr_dt":"20250105134753","appr_price":"50000",
            "appr_num":"30012345","appr_pay_type":"CARD_VAN","appr_issuer":"신한카드","appr_issuer_cd":"06",
            "appr_issuer_num":"123456**********","appr_acquirer_cd":"06","appr_acquirer_nm":"신한카드","appr_monthly":"00",
            "appr_res_cd":"0000","appr_origin_dt":"","appr_origin_num":"","note":""}
            """.ReplaceLineEndings("");
        return body.Insert(body.Length - 2, new string('x', BodyLength - Encoding.UTF8.GetByteCount(body)));
    }

    private static (byte[] Request, int BillAt) Request(Uri url)
    {
        var bill = new string('0', 20);
        var body = Json(0);
        var request =
            $"POST /api/payssam/callback HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        var bytes = Encoding.UTF8.GetBytes(request);
        return (bytes, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(bill)));
    }

    /// <summary>Reads one answer whole; each receiver's says its length.</summary>
    private static async Task<int> ReadStatusAsync(Socket socket, byte[] answer)
    {
        for (var length = 0; ; )
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length));
            if (read == 0)
                throw new IOException("The receiver closed the connection.");
            length += read;
            var text = answer.AsSpan(0, length);
            var headersEnd = text.IndexOf("\r\n\r\n"u8);
            if (headersEnd >= 0 && length >= headersEnd + 4 + ContentLength(text[..headersEnd]))
                return int.Parse(text[9..12]);
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> headers)
    {
        var name = "Content-Length: "u8;
        var value = headers[(headers.IndexOf(name) + name.Length)..];
        var end = value.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? value : value[..end]);
    }
}
