using System.Reflection;
using System.Runtime.ExceptionServices;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Listeners;
using Microsoft.Azure.WebJobs.Host.Protocols;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Azure.WebJobs.Host.Triggers;
using Microsoft.Extensions.Azure;

namespace PaySsam.TestHost;

/// <summary>
/// The queue triggers of the Functions host: the WebJobs SDK's own listener and queue processor, one for each queue, set
/// up by host.json. Only what they call differs: a handler, whose exception is a failure of the function.
/// </summary>
/// <param name="storage">A connection string.</param>
/// <param name="hostJson">The path of host.json.</param>
/// <param name="handlers">By the name of the queue.</param>
/// <param name="hold">For how long a message in work is hidden: the SDK's ten minutes, unless a test cannot wait for them.</param>
/// <param name="transport">What carries requests to storage.</param>
/// <param name="logs">Where the SDK logs.</param>
/// <param name="pauses">Scales the pauses between a client's attempts; their number stays.</param>
internal sealed class QueueListeners(
    string storage,
    string hostJson,
    IReadOnlyDictionary<string, Func<QueueMessage, CancellationToken, Task>> handlers,
    TimeSpan? hold = null,
    HttpPipelineTransport? transport = null,
    ILoggerFactory? logs = null,
    double pauses = 1
) : IDisposable
{
    private const string Connection = "Storage";

    private readonly Failure _failure = new();
    private readonly List<IListener> _listeners = [];
    private IHost? _host;

    /// <summary>
    /// Ends with what the SDK does not handle, such as a storage that cannot be reached or a failed renewal. The Functions
    /// host then stops, and Azure starts another one: so the caller stops these, and starts others.
    /// </summary>
    public Task<Exception> Failed => _failure.Task;

    public async Task StartAsync()
    {
        _host = Build();
        var triggers = _host.Services.GetRequiredService<ITriggerBindingProvider>();
        foreach (var (queue, handler) in handlers)
        {
            var trigger = await triggers.TryCreateAsync(new TriggerBindingProviderContext(new Parameter(queue), CancellationToken.None));
            var function = new FunctionDescriptor
            {
                Id = queue,
                ShortName = queue,
                FullName = queue,
                LogName = queue,
            };
            var listener = await trigger.CreateListenerAsync(
                new ListenerFactoryContext(function, new Function(handler), CancellationToken.None)
            );
            if (hold is not null)
                Shorten(listener, hold.Value);
            _host.Services.GetRequiredService<IDrainModeManager>().RegisterListener(listener);
            _listeners.Add(listener);
        }

        foreach (var listener in _listeners)
            await listener.StartAsync(CancellationToken.None);
    }

    /// <summary>Receives nothing more and ends when what is in work is done, as the host does before Azure takes it away.</summary>
    public Task StopAsync() => _host!.Services.GetRequiredService<IDrainModeManager>().EnableDrainModeAsync(CancellationToken.None);

    public void Dispose()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
        _host?.Dispose();
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder
            .Configuration.AddJsonFile(Path.GetFullPath(hostJson))
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["AzureWebJobsConfigurationSection"] = "", // Where host.json's sections stand: at the top.
                    [Connection] = storage,
                }
            );
        builder.Services.AddSingleton<IWebJobsExceptionHandler>(_failure);
        if (logs is not null)
            builder.Services.AddSingleton(logs);
        builder.Services.AddAzureClients(clients =>
            clients.ConfigureDefaults(options =>
            {
                options.AddPolicy(new KnownVersion(), HttpPipelinePosition.PerCall);
                options.Transport = transport ?? options.Transport;
                options.Retry.Delay *= pauses;
            })
        );
        builder.Services.AddWebJobs(_ => { }).AddAzureStorageQueues();
        return builder.Build();
    }

    /// <summary>The SDK has no setting for it.</summary>
    private static void Shorten(IListener listener, TimeSpan hold)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        listener.GetType().GetField("_visibilityTimeout", Hidden)!.SetValue(listener, hold);
        listener.GetType().GetProperty("MinimumVisibilityRenewalInterval", Hidden)!.SetValue(listener, hold / 10);
    }

    /// <summary>Asks for a version of the service that the Azurite releases in use know: the SDK's newest is refused.</summary>
    private sealed class KnownVersion : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => message.Request.Headers.SetValue("x-ms-version", "2024-11-04");
    }

    /// <summary>The parameter of a function, with its attribute.</summary>
    private sealed class Parameter : ParameterInfo
    {
        private readonly QueueTriggerAttribute _trigger;

        public Parameter(string queue)
        {
            _trigger = new QueueTriggerAttribute(queue) { Connection = Connection };
            (NameImpl, ClassImpl, MemberImpl) = ("message", typeof(QueueMessage), typeof(QueueListeners));
        }

        public override object[] GetCustomAttributes(Type attributeType, bool inherit) =>
            attributeType.IsInstanceOfType(_trigger) ? new Attribute[] { _trigger } : Array.Empty<Attribute>();
    }

    private sealed class Function(Func<QueueMessage, CancellationToken, Task> handler) : ITriggeredFunctionExecutor
    {
        public async Task<FunctionResult> TryExecuteAsync(TriggeredFunctionData input, CancellationToken cancellationToken)
        {
            try
            {
                await handler((QueueMessage)input.TriggerValue, cancellationToken);
                return new FunctionResult(true);
            }
            catch (Exception fault)
            {
                return new FunctionResult(fault);
            }
        }
    }

    private sealed class Failure : IWebJobsExceptionHandler
    {
        private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception> Task => _failed.Task;

        public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod) =>
            OnUnhandledExceptionAsync(exceptionInfo);

        public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
        {
            _failed.TrySetResult(exceptionInfo.SourceException);
            return System.Threading.Tasks.Task.CompletedTask;
        }
    }
}
