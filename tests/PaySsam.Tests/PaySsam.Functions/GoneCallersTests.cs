using System.Collections.Concurrent;
using System.Net;
using System.Text;
using PaySsam.TestHost;
using PaySsam.TestHost.Rpc;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Functions;

/// <summary>
/// The host announces a request to the worker, and forwards it. Here the tests are the host: callers leave between the two, in every
/// order. Nothing fails for them, and nothing looks like a success.
/// </summary>
public sealed class GoneCallersTests : IAsyncLifetime
{
    private const string Success = """{"code":"0000","msg":"성공하였습니다."}""";
    private const string UnknownUser = """{"code":"1003","msg":"접근이 불가한 사용자 입니다."}""";
    private const string SystemError = """{"code":"5000","msg":"SYSTEM ERROR"}""";
    private readonly ConcurrentQueue<string> _logged = [];
    private readonly HttpClient _http = new();
    private OwnAzurite? _azurite;
    private Workers? _workers;

    public async ValueTask InitializeAsync()
    {
        _azurite = await OwnAzurite.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["PaySsamStorage"] = _azurite.ConnectionString,
            ["PaySsam__ApiKeys__0"] = Some.ApiKey,
        };
        _workers = new Workers(await PublishedApp.FolderAsync(), settings, _logged.Enqueue);
        await _workers.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _workers!.DisposeAsync();
        await _azurite!.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_caller_who_leaves_before_the_request_came_fails_no_function()
    {
        var (id, invocation) = Announce();
        await CancelAsync(invocation, id);

        Assert.DoesNotContain(_logged, IsError);
    }

    [Fact]
    public async Task A_request_that_finds_no_function_is_503_and_logs_no_error()
    {
        // Of two requests of one invocation the function takes one. Long ones: Kestrel ends what comes at less than 240 bytes a second.
        var (id, invocation) = Announce();
        var body = Some.Json(Some.BillId()) + new string(' ', 30_000);
        var head =
            $"POST /api/payssam/callback HTTP/1.1\r\nHost: localhost\r\nx-ms-invocation-id: {id}\r\n"
            + $"Connection: close\r\nContent-Length: {body.Length}\r\n\r\n";
        using var one = await OpenAsync(head + body[..^1]);
        using var other = await OpenAsync(head + body[..^1]);
        var answers = new[] { one.ReadAsync(), other.ReadAsync() };
        var refused = await Task.WhenAny(answers);
        await (refused == answers[0] ? other : one).SendAsync(Encoding.UTF8.GetBytes(body[^1..]));
        var taken = await answers.Single(answer => answer != refused);
        await invocation;

        Assert.StartsWith("HTTP/1.1 503 ", await refused, StringComparison.Ordinal);
        Assert.Contains(SystemError, await refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", taken, StringComparison.Ordinal);
        Assert.Contains(Success, taken, StringComparison.Ordinal);
        Assert.DoesNotContain(_logged, IsError);
    }

    /// <summary>All at once: the announcement, the request, and the caller's leaving. A stranger's callback needs no storage.</summary>
    [Fact]
    public async Task However_a_caller_leaves_there_is_no_error_and_no_false_success()
    {
        for (var round = 0; round < 500; round++)
        {
            using var left = new CancellationTokenSource();
            var id = Guid.NewGuid().ToString();
            var request = Task.Run(() => SendAsync(id, new StringContent("{}"), left.Token));
            await Task.Delay(TimeSpan.FromMicroseconds(Random.Shared.Next(3000)));
            var (_, invocation) = Announce(id);
            await Task.Delay(TimeSpan.FromMicroseconds(Random.Shared.Next(500)));
            _workers!.Ready.Cancel(id);
            if (round % 2 == 0)
                await left.CancelAsync();
            else
                left.CancelAfter(TimeSpan.FromSeconds(1)); // There may be an answer.
            await CancelAsync(invocation, id);
            try
            {
                Assert.Contains(
                    await request,
                    new[] { (HttpStatusCode.Unauthorized, UnknownUser), (HttpStatusCode.ServiceUnavailable, SystemError) }
                );
            }
            catch (OperationCanceledException)
            {
                // It left in time.
            }
        }

        Assert.DoesNotContain(_logged, IsError);
    }

    private static bool IsError(string log) => log.StartsWith("fail:", StringComparison.Ordinal);

    private (string Id, Task Invocation) Announce(string? id = null)
    {
        var function = _workers!.Functions.Single(function => function.Metadata.Name == "ReceiveCallback");
        var invocation = new InvocationRequest
        {
            InvocationId = id ?? Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            InputData =
            {
                new ParameterBinding
                {
                    Name = function.Parameter,
                    Data = new TypedData { Http = new() },
                },
            },
        };
        return (invocation.InvocationId, _workers.Ready.InvokeAsync(invocation, CancellationToken.None));
    }

    /// <summary>Again and again: one that overtakes its invocation is lost.</summary>
    private async Task CancelAsync(Task invocation, string id)
    {
        while (await Task.WhenAny(invocation, Task.Delay(50)) != invocation)
            _workers!.Ready.Cancel(id);
        await invocation;
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string id, HttpContent body, CancellationToken left = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_workers!.Ready.Http, "api/payssam/callback"))
        {
            Content = body,
        };
        request.Headers.Add("x-ms-invocation-id", id);
        using var answer = await _http.SendAsync(request, left);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(left));
    }

    private async Task<RawConnection> OpenAsync(string sent)
    {
        var connection = await RawConnection.OpenAsync(new Uri($"http://127.0.0.1:{_workers!.Ready.Http.Port}"));
        await connection.SendAsync(Encoding.UTF8.GetBytes(sent));
        return connection;
    }
}
