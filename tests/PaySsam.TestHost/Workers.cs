using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PaySsam.TestHost;

/// <summary>The worker process: one at a time, and another as soon as one has ended by itself or was killed.</summary>
/// <param name="folder">The published app.</param>
/// <param name="settings">For its environment; what this process has, when null.</param>
/// <param name="log">Told its warnings and errors; the console, when null.</param>
internal sealed class Workers(string folder, IReadOnlyDictionary<string, string?>? settings = null, Action<string>? log = null)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _grpc;
    private Task _watch = Task.CompletedTask;

    /// <summary>The newest, even while it starts.</summary>
    public Worker? Current { get; private set; }

    /// <summary>The app's functions.</summary>
    public IReadOnlyList<Function> Functions { get; private set; } = [];

    /// <summary>The one that takes invocations.</summary>
    /// <exception cref="WorkerException">There is none now.</exception>
    public Worker Ready =>
        Current is { Functions.Count: > 0, Exited.IsCompleted: false } worker
            ? worker
            : throw new WorkerException("Did not find any initialized language workers.");

    /// <summary>Ends when the first is ready.</summary>
    /// <exception cref="WorkerException">It could not start.</exception>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(this);
        _grpc = builder.Build();
        _grpc.MapGrpcService<FunctionRpcService>();
        await _grpc.StartAsync();
        await StartOneAsync();
        Functions = Current!.Functions;
        _watch = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (Current is not null)
            await Current.DisposeAsync();
        await _watch;
        if (_grpc is not null)
            await _grpc.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task StartOneAsync()
    {
        Current = new Worker(
            folder,
            new Uri(_grpc!.Urls.Single()),
            settings ?? new Dictionary<string, string?>(),
            log ?? Console.WriteLine
        );
        await Current.LoadAsync();
        Console.WriteLine($"Worker {Current.ProcessId} is ready");
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await Current!.Exited;
            if (_stopping.IsCancellationRequested)
                return;
            Console.WriteLine("The worker ended; another one starts");
            try
            {
                await StartOneAsync();
            }
            catch (WorkerException)
            {
                // That one ended too.
            }
        }
    }
}
