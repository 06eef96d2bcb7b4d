using System.Net;
using PaySsam.TestHost.Rpc;
using Yarp.ReverseProxy.Forwarder;

namespace PaySsam.TestHost;

/// <summary>
/// The host's web server: forwards each request of an HTTP function to the worker as it comes, chunks and all, under the
/// header that names the invocation, and tells the worker of that invocation meanwhile.
/// </summary>
internal sealed class HttpFront(Workers workers) : IAsyncDisposable
{
    // As in the host: azure-functions-host, DefaultHttpProxyService and its documented limit.
    private const string InvocationHeader = "x-ms-invocation-id";
    private const long LargestBody = 100 * 1024 * 1024;
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker _client = new(
        new ConnectAgain(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            }
        )
    );
    private WebApplication? _app;

    /// <summary>Ends when it listens.</summary>
    public async Task<string> StartAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        builder.Services.AddHttpForwarder();
        _app = builder.Build();
        var forwarder = _app.Services.GetRequiredService<IHttpForwarder>();
        foreach (var function in workers.Functions.Where(function => function.IsHttp))
            _app.MapMethods(function.Route, function.Methods, http => InvokeAsync(http, function, forwarder));
        foreach (var function in workers.Functions.Where(function => function.IsTimer))
            _app.MapPost($"/admin/functions/{function.Metadata.Name}", http => TickAsync(http, function));
        await _app.StartAsync();
        return _app.Urls.Single();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _client.Dispose();
    }

    private async Task InvokeAsync(HttpContext http, Function function, IHttpForwarder forwarder)
    {
        var forwarding = ValueTask.FromResult(ForwarderError.None);
        try
        {
            var worker = workers.Ready;
            var invocation = new InvocationRequest
            {
                InvocationId = Guid.NewGuid().ToString(),
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
            http.Request.Headers[InvocationHeader] = invocation.InvocationId;
            forwarding = forwarder.SendAsync(http, worker.Http.ToString(), _client, Config);
            await worker.InvokeAsync(invocation, http.RequestAborted);
            await forwarding;
        }
        catch (WorkerException)
        {
            await forwarding;
            if (!http.Response.HasStarted)
                http.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
        }
    }

    /// <summary>Runs a timer function now, as the host's own route does; but answers when it has ended.</summary>
    private async Task TickAsync(HttpContext http, Function function)
    {
        try
        {
            await workers.Ready.InvokeAsync(
                new InvocationRequest
                {
                    InvocationId = Guid.NewGuid().ToString(),
                    FunctionId = function.Id,
                    InputData =
                    {
                        new ParameterBinding
                        {
                            Name = function.Parameter,
                            Data = new TypedData
                            {
                                Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""",
                            },
                        },
                    },
                },
                http.RequestAborted
            );
            http.Response.StatusCode = (int)HttpStatusCode.Accepted;
        }
        catch (WorkerException)
        {
            http.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
        }
    }

    /// <summary>As in the host: a worker that just starts may not listen yet.</summary>
    private sealed class ConnectAgain(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException) when (attempt < 10)
                {
                    await Task.Delay(Math.Min(25 << attempt, 250), cancellationToken);
                }
            }
        }
    }
}
