using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>HTTP that is broken, or odd, or breaks off: each is answered or closed, and the next callback is taken as ever.</summary>
public abstract partial class FramingTests(FramingTests.Server server) : IAsyncDisposable
{
    private const string Post = "POST /api/payssam/callback HTTP/1.1\r\nHost: localhost\r\n";
    private const string Last = "Connection: close\r\n";
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";
    private static readonly string Body = Some.Json(Some.BillId(), ("appr_issuer", "신한카드"));
    private static readonly int Length = Encoding.UTF8.GetByteCount(Body);
    private static readonly string Chunk = $"{Length:x}\r\n{Body}\r\n";

    private readonly int _said = server.Host.Output.Length;

    /// <summary>What is sent, and the statuses that answer it before the server closes the connection.</summary>
    public static TheoryData<string, string, int[]> Requests =>
        new()
        {
            { "whole", $"{Post}{Last}Content-Length: {Length}\r\n\r\n{Body}", [200] },
            { "chunks", $"{Post}{Last}{Chunked}{Chunk}0\r\n\r\n", [200] },
            {
                "many chunks",
                $"{Post}{Last}{Chunked}"
                    + string.Concat(Body.Select(unit => $"{Encoding.UTF8.GetByteCount([unit])};x=y\r\n{unit}\r\n"))
                    + "0\r\nTrailer: x\r\n\r\n",
                [200]
            },
            { "no chunk at all", $"{Post}{Last}{Chunked}0\r\n\r\n", [400] },
            { "a chunk size that is none", $"{Post}{Chunked}zz\r\n{Body}\r\n0\r\n\r\n", [400] },
            { "a negative chunk size", $"{Post}{Chunked}-5\r\n{Body}\r\n0\r\n\r\n", [400] },
            { "a chunk size beyond all numbers", $"{Post}{Chunked}fffffffffffffffff\r\n{Body}\r\n0\r\n\r\n", [400] },
            { "a chunk longer than its size", $"{Post}{Chunked}5\r\n{Body}\r\n0\r\n\r\n", [400] },
            { "garbage behind the last chunk", $"{Post}{Chunked}{Chunk}0\r\n\r\n\0garbage\r\n\r\n", [200, 400] },
            { "less announced than comes", $"{Post}Content-Length: {Length - 5}\r\n\r\n{Body}\r\n\r\n", [400, 400] },
            { "a negative length", $"{Post}Content-Length: -1\r\n\r\n{Body}", [400] },
            { "a length beyond all numbers", $"{Post}Content-Length: 99999999999999999999\r\n\r\n{Body}", [400] },
            { "two lengths", $"{Post}Content-Length: {Length}\r\nContent-Length: 3\r\n\r\n{Body}", [400] },
            { "a length that is no number", $"{Post}Content-Length: many\r\n\r\n{Body}", [400] },
            { "no length", $"{Post}{Last}\r\n", [400] },
            { "a huge header", $"{Post}X: {new string('x', 100_000)}\r\n\r\n", [431] },
            { "too many headers", $"{Post}{string.Concat(Enumerable.Range(0, 500).Select(number => $"X-{number}: 1\r\n"))}\r\n", [431] },
            { "a header that is none", $"{Post}no colon\r\n\r\n", [400] },
            { "a huge request line", $"POST /{new string('x', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", [414] },
            { "no host", $"POST /api/payssam/callback HTTP/1.1\r\nContent-Length: {Length}\r\n\r\n{Body}", [400] },
            { "HTTP/1.0", $"POST /api/payssam/callback HTTP/1.0\r\nContent-Length: {Length}\r\n\r\n{Body}", [200] },
            { "no HTTP at all", "\u0016\u0003\u0001 hello\r\n\r\n", [400] },
        };

    /// <summary>Where a caller may go away.</summary>
    public static TheoryData<string, string> Stages =>
        new()
        {
            { "at once", "" },
            { "after the request line", "POST /api/payssam/callback HTTP/1.1\r\n" },
            { "in the headers", $"{Post}Content-Le" },
            { "behind the headers", $"{Post}Content-Length: {Length}\r\n\r\n" },
            { "in the body", $"{Post}Content-Length: {Length}\r\n\r\n{Body[..50]}" },
            { "one byte short", $"{Post}Content-Length: {Length + 1}\r\n\r\n{Body}" },
            { "40 MB short", $"{Post}Content-Length: 41943040\r\n\r\n{Body}" },
            { "in a chunk", $"{Post}{Chunked}{Chunk[..50]}" },
            { "before the last chunk", $"{Post}{Chunked}{Chunk}" },
            { "instead of what was expected", $"{Post}Expect: 100-continue\r\nContent-Length: {Length}\r\n\r\n" },
            { "before the answer", $"{Post}Content-Length: {Length}\r\n\r\n{Body}" },
            { "before the answer to a question", $"GET /api/payments?bill_id=A1 HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Requests))]
    public async Task Each_request_has_its_answer(string what, string request, int[] statuses)
    {
        var answer = await server.SendAsync(Encoding.UTF8.GetBytes(request));
        var breaksOff = HostBreaksOff(what) && Statuses(answer).SequenceEqual([500]);
        server.BrokenOff += breaksOff ? 1 : 0;
        Assert.True(breaksOff || statuses.SequenceEqual(Statuses(answer)), $"{what}: {answer}");

        // The Functions host finds the broken chunk on its way to the worker, which waits for the rest and is then given up.
        bool HostBreaksOff(string what) => !server.IsLocalHost && what.Contains("chunk", StringComparison.Ordinal);
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Stages))]
    public async Task A_caller_may_go_away_at_any_time(string what, string request)
    {
        var leavers = new[] { false, true, false, true };
        if (request.Contains("\r\n\r\n", StringComparison.Ordinal))
            server.BrokenOff += leavers.Length + 1;
        foreach (var reset in leavers)
        {
            using var connection = await RawConnection.OpenAsync(server.Address);
            await connection.SendAsync(Encoding.UTF8.GetBytes(request));
            if (reset)
                connection.Reset();
        }

        // And who only says that nothing more will come is acknowledged nothing that is not whole.
        using var waiting = await RawConnection.OpenAsync(server.Address);
        await waiting.SendAsync(Encoding.UTF8.GetBytes(request));
        waiting.EndSending();
        var whole = what.StartsWith("before the answer", StringComparison.Ordinal);
        Assert.All(
            Statuses(await waiting.ReadToEndAsync()),
            status => Assert.Contains(status, whole ? [200, 404] : new[] { 100, 400, 413 })
        );
    }

    [Fact]
    public async Task Requests_in_one_go_are_answered_in_their_order()
    {
        var bodies = new[] { Body, "{}", "no JSON", $"{{\"apikey\":\"{Some.ApiKey}\"}}", new string('x', 40_000), Body };

        var answer = await server.SendAsync(
            Encoding.UTF8.GetBytes(
                string.Concat(
                    bodies.Select(
                        (body, number) =>
                            $"{Post}{(number == bodies.Length - 1 ? Last : "")}"
                            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"
                    )
                )
            )
        );

        Assert.Equal([200, 401, 400, 400, 400, 200], Statuses(answer));
        Assert.Equal(["0000", "1003", "9999", "9999", "9999", "0000"], Code().Matches(answer).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public async Task A_body_of_40_MB_is_413_whether_it_comes_or_not()
    {
        Assert.SkipUnless(
            server.IsLocalHost,
            "The Functions host sends a body to its end before it reads the worker's answer, and so answers 502."
        );
        var request = Encoding.UTF8.GetBytes($"{Post}{Last}Content-Length: {40 * 1024 * 1024}\r\n\r\n");
        foreach (var comes in new[] { 1_100_000, 40 * 1024 * 1024 })
            Assert.Equal([413], Statuses(await server.SendAsync([.. request, .. new byte[comes]])));
    }

    [Fact]
    public async Task A_body_of_more_than_1_MiB_is_413_with_its_length_and_in_chunks()
    {
        var body = new string(' ', (1024 * 1024) + 1);
        foreach (var framed in new[] { $"Content-Length: {body.Length}\r\n\r\n{body}", $"{Chunked}{body.Length:x}\r\n{body}\r\n0\r\n\r\n" })
            Assert.Equal([413], Statuses(await server.SendAsync(Encoding.UTF8.GetBytes($"{Post}{Last}{framed}"))));
    }

    [Fact]
    public async Task A_body_that_never_ends_is_cut_off_after_half_a_minute()
    {
        var (answer, time) = await server.EndlessBody;

        // By the receiver's 30 s: Kestrel, which looks after 5 s, finds the body fast enough.
        Assert.InRange(time, TimeSpan.FromSeconds(29), TimeSpan.FromMinutes(2));
        Assert.Equal(server.IsLocalHost ? [] : [502], Statuses(answer));
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("fffffffffffffffff")]
    public async Task A_broken_chunk_is_named_as_the_problem(string size)
    {
        Assert.SkipUnless(server.IsLocalHost, "The Functions host takes chunks apart itself, and answers a broken one with an empty 400.");
        var answer = await server.SendAsync(Encoding.UTF8.GetBytes($"{Post}{Chunked}{size}\r\n"));
        Assert.EndsWith("""{"code":"9999","msg":"The body did not arrive whole."}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_asked_for_where_the_caller_waits_for_that()
    {
        using var connection = await RawConnection.OpenAsync(server.Address);
        await connection.SendAsync(Encoding.UTF8.GetBytes($"{Post}{Last}Expect: 100-continue\r\nContent-Length: {Length}\r\n\r\n"));
        Assert.Equal([100], Statuses(await connection.ReadAsync()));
        await connection.SendAsync(Encoding.UTF8.GetBytes(Body));
        Assert.Equal([200], Statuses(await connection.ReadToEndAsync()));
    }

    [Fact]
    public async Task Many_connections_that_are_dropped_harm_nobody()
    {
        const int connections = 10_000;
        string[] starts = ["", "POST /api", $"{Post}Content-Length: {Length}\r\n\r\n{{"];
        server.BrokenOff += connections / starts.Length;
        for (var number = 0; number < connections; number++)
        {
            using var connection = await RawConnection.OpenAsync(server.Address);
            await connection.SendAsync(Encoding.UTF8.GetBytes(starts[number % starts.Length]));
            if (number % 10 > 0)
                connection.Reset();
        }
    }

    /// <summary>After each of them: the server lives, complains of nothing, and takes a callback.</summary>
    public async ValueTask DisposeAsync()
    {
        var bill = Some.BillId();
        Assert.Equal(200, (await server.Host.Http.PostAsync(Some.Json(bill))).Status);
        await server.Host.Http.WaitForPaymentAsync(bill);

        var complaints = server.IsLocalHost ? "fail:|crit:|Unhandled|Exception|   at " : "(fail|crit): (?!.*Timed out waiting)|Unhandled";
        var complaint = Regex.Match(server.Host.Output[_said..], $"({complaints}).*");
        Assert.False(complaint.Success, complaint.Value);

        // The worker waits for each request that the host announced, and complains of one that the host could not forward. That can
        // come after the next test has begun.
        Assert.InRange(Regex.Count(server.Host.Output, "(fail|crit): .*Timed out waiting"), 0, server.BrokenOff);
        using var process = Process.GetProcessById(server.Host.Id);
        Assert.InRange(process.WorkingSet64, 1, 500L * 1024 * 1024);
    }

    private static IEnumerable<int> Statuses(string answer) =>
        StatusLine().Matches(answer).Select(match => int.Parse(match.Groups[1].Value, null));

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"""code"":""(\d{4})""")]
    private static partial Regex Code();

    /// <summary>A product of its own, on a storage of its own: what another would take from the queue as it ends comes late.</summary>
    public abstract class Server(ProductBed bed) : IAsyncLifetime
    {
        private OwnAzurite? _azurite;
        private ProductProcess? _host;

        internal ProductProcess Host => _host!;

        internal bool IsLocalHost => bed.Product is Product.LocalHost;

        internal Uri Address => Host.Http.BaseAddress!;

        /// <summary>
        /// How many requests at most broke off after their headers: the Functions host announced but could not forward them.
        /// </summary>
        internal int BrokenOff { get; set; }

        /// <summary>The answer to a slow body that never ends, and its time: half a minute, so it begins with the server.</summary>
        internal Task<(string Answer, TimeSpan Time)> EndlessBody { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _azurite = await OwnAzurite.StartAsync();
            _host = await ProductProcess.StartAsync(bed.Product, _azurite.ConnectionString);
            EndlessBody = SendEndlessBodyAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (_host is null)
                return;
            await Host.DisposeAsync();
            await ((Task)EndlessBody).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _azurite!.DisposeAsync();
        }

        /// <summary>Sends it all, and reads meanwhile what comes back, until the server closes the connection.</summary>
        internal async Task<string> SendAsync(byte[] request)
        {
            using var connection = await RawConnection.OpenAsync(Address);
            var answer = connection.ReadToEndAsync();
            try
            {
                await connection.SendAsync(request);
            }
            catch (SocketException)
            {
                // It had read enough.
            }

            return await answer;
        }

        private async Task<(string Answer, TimeSpan Time)> SendEndlessBodyAsync()
        {
            using var connection = await RawConnection.OpenAsync(Address);
            var started = Stopwatch.GetTimestamp();
            await connection.SendAsync(Encoding.UTF8.GetBytes($"{Post}{Last}Content-Length: 1000000\r\n\r\n{{"));
            var answer = connection.ReadToEndAsync();
            while (!answer.IsCompleted)
            {
                try
                {
                    // Much faster than Kestrel finds too slow, so that a busy machine may pause.
                    await connection.SendAsync(new byte[1000]);
                }
                catch (SocketException)
                {
                    break;
                }

                await Task.WhenAny(answer, Task.Delay(200));
            }

            return (await answer, Stopwatch.GetElapsedTime(started));
        }
    }
}

public sealed class FramingOnLocalHost(FramingOnLocalHost.OwnServer server)
    : FramingTests(server),
        IClassFixture<FramingOnLocalHost.OwnServer>
{
    public sealed class OwnServer(TestBed bed) : Server(bed);
}

public sealed class FramingOnFunctions(FramingOnFunctions.OwnServer server)
    : FramingTests(server),
        IClassFixture<FramingOnFunctions.OwnServer>
{
    public sealed class OwnServer(FunctionsBed bed) : Server(bed);
}
