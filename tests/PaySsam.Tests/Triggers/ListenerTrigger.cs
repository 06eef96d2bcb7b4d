using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Storage.Queues.Models;
using PaySsam.LocalHost;
using PaySsam.TestHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Triggers;

/// <summary>Started again where the Functions host stops, as Azure does.</summary>
internal sealed class ListenerTrigger : Trigger
{
    // Building many hosts at once would take the machine from the tests beside them.
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Task _run;
    private int _restarts;

    private ListenerTrigger(Func<string, QueueListeners> create, QueueSettings settings)
    {
        var hostJson = Path.Combine(_folder.Path, "host.json");
        File.WriteAllText(
            hostJson,
            JsonSerializer.Serialize(
                new
                {
                    extensions = new
                    {
                        queues = new
                        {
                            messageEncoding = "none",
                            settings.BatchSize,
                            settings.NewBatchThreshold,
                            settings.MaxPollingInterval,
                            settings.VisibilityTimeout,
                            settings.MaxDequeueCount,
                        },
                    },
                }
            )
        );
        _run = RunAsync(() => create(hostJson));
    }

    public override int Restarts => _restarts;

    public static Trigger Start(
        string storage,
        QueueSettings settings,
        Dictionary<string, Func<QueueMessage, Task>> handlers,
        HttpPipelineTransport? transport,
        TimeSpan hold
    )
    {
        var functions = handlers.ToDictionary(
            handler => handler.Key,
            handler => (Func<QueueMessage, CancellationToken, Task>)((message, _) => handler.Value(message))
        );
        var pauses = transport is FaultyTransport ? FaultyTransport.Pauses : 1;
        return new ListenerTrigger(hostJson => new QueueListeners(storage, hostJson, functions, hold, transport, pauses: pauses), settings);
    }

    public override async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    private async Task RunAsync(Func<QueueListeners> create)
    {
        while (true)
        {
            using var listeners = await StartAsync(create);
            await Task.WhenAny(listeners.Failed, Task.Delay(Timeout.Infinite, _stop.Token));
            await listeners.StopAsync();
            if (_stop.IsCancellationRequested)
                return;
            _restarts++;
        }
    }

    private static async Task<QueueListeners> StartAsync(Func<QueueListeners> create)
    {
        await Turn.WaitAsync();
        try
        {
            var listeners = create();
            await listeners.StartAsync();
            return listeners;
        }
        finally
        {
            Turn.Release();
        }
    }
}
