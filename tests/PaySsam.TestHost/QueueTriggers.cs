using System.Text.Json;
using Azure;
using Azure.Storage.Queues.Models;
using PaySsam.TestHost.Rpc;

namespace PaySsam.TestHost;

/// <summary>Runs the queue functions: the SDK's listeners, started anew whenever they fail, as Azure starts a host anew.</summary>
/// <param name="workers">Run the functions.</param>
/// <param name="hostJson">The path of host.json.</param>
/// <param name="hold">See <see cref="QueueListeners"/>.</param>
internal sealed class QueueTriggers(Workers workers, string hostJson, TimeSpan? hold) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    /// <summary>Ends when what is in work is done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var listeners = Listeners();
            try
            {
                await listeners.StartAsync();
                await Task.WhenAny(listeners.Failed, Task.Delay(Timeout.Infinite, _stopping.Token));
            }
            catch (RequestFailedException)
            {
                await Task.Delay(1000); // Storage is away.
            }

            await listeners.StopAsync();
        }
    }

    private QueueListeners Listeners()
    {
        var functions = workers.Functions.Where(function => function.IsQueue).ToList();
        var storage = Environment.GetEnvironmentVariable(functions.Select(function => function.Connection).Distinct().Single())!;
        return new QueueListeners(storage, hostJson, functions.ToDictionary(function => function.Queue, Handler), hold);
    }

    private Func<QueueMessage, CancellationToken, Task> Handler(Function function) =>
        (message, cancellationToken) =>
        {
            var request = new InvocationRequest
            {
                InvocationId = Guid.NewGuid().ToString(),
                FunctionId = function.Id,
                InputData =
                {
                    new ParameterBinding
                    {
                        Name = function.Parameter,
                        Data = new TypedData { String = message.Body.ToString() },
                    },
                },
                TriggerMetadata =
                {
                    ["QueueTrigger"] = new TypedData { String = message.Body.ToString() },
                    ["Id"] = new TypedData { String = message.MessageId },
                    ["PopReceipt"] = new TypedData { String = message.PopReceipt },
                    ["DequeueCount"] = Json(message.DequeueCount),
                    ["InsertionTime"] = Json(message.InsertedOn),
                    ["ExpirationTime"] = Json(message.ExpiresOn),
                    ["NextVisibleTime"] = Json(message.NextVisibleOn),
                },
            };
            return workers.Ready.InvokeAsync(request, cancellationToken);
        };

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value) };
}
