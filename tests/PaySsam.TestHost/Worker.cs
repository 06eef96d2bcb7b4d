using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Grpc.Core;
using PaySsam.TestHost.Rpc;

namespace PaySsam.TestHost;

/// <summary>One worker process, and the conversation with it.</summary>
internal sealed class Worker : IAsyncDisposable
{
    // As the Functions host gives it: after that it is killed.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _folder;
    private readonly Action<string> _log;
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = new();
    private readonly TaskCompletionSource<StreamingMessage> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the process.</summary>
    /// <param name="folder">The published app.</param>
    /// <param name="grpc">Where the process finds this host.</param>
    /// <param name="settings">For its environment, beside what it inherits.</param>
    /// <param name="log">Told its warnings and errors.</param>
    public Worker(string folder, Uri grpc, IReadOnlyDictionary<string, string?> settings, Action<string> log)
    {
        (_folder, _log) = (folder, log);
        var config = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(folder, "worker.config.json")));
        var program = config.GetProperty("description").GetProperty("defaultWorkerPath").GetString()!;
        string[] told =
        [
            "--functions-uri",
            $"{grpc}",
            "--functions-worker-id",
            Id,
            "--functions-request-id",
            Id,
            "--functions-grpc-max-message-length",
            $"{int.MaxValue}",
        ];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, program), .. told]) { WorkingDirectory = folder };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        _process = Process.Start(start)!;
        Exited = WaitForExitAsync();
    }

    public string Id { get; } = Guid.NewGuid().ToString();

    public int ProcessId => _process.Id;

    /// <summary>Ends when the process has.</summary>
    public Task Exited { get; }

    /// <summary>Where it takes the requests of its HTTP functions.</summary>
    public Uri Http { get; private set; } = null!;

    public IReadOnlyList<Function> Functions { get; private set; } = [];

    /// <summary>Says what the host says to a worker that starts, until its functions are loaded.</summary>
    /// <exception cref="WorkerException">The process ended, or refused.</exception>
    public async Task LoadAsync()
    {
        await EndedWithAsync(_started.Task);
        var init = new WorkerInitRequest
        {
            HostVersion = "4.0.0",
            WorkerDirectory = _folder,
            FunctionAppDirectory = _folder,
        };
        var answer = (await AskAsync(new StreamingMessage { WorkerInitRequest = init })).WorkerInitResponse;
        Check(answer.Result);
        Http = new Uri(answer.Capabilities["HttpUri"]);
        await ListensAsync();

        var metadata = (
            await AskAsync(new StreamingMessage { FunctionsMetadataRequest = new() { FunctionAppDirectory = _folder } })
        ).FunctionMetadataResponse;
        Check(metadata.Result);
        Functions = [.. metadata.FunctionMetadataResults.Select(function => new Function(function))];
        foreach (var function in Functions)
            Check((
                    await AskAsync(
                        new StreamingMessage
                        {
                            FunctionLoadRequest = new() { FunctionId = function.Id, Metadata = function.Metadata },
                        }
                    )
                ).FunctionLoadResponse.Result);
    }

    /// <summary>Runs a function.</summary>
    /// <param name="request">Its id is that of the invocation.</param>
    /// <param name="cancellationToken">Tells the worker, which may go on all the same.</param>
    /// <exception cref="WorkerException">The function failed, or the process ended.</exception>
    public async Task InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        request.TraceContext = new RpcTraceContext { TraceParent = Activity.Current?.Id ?? "" };
        var answer = AskAsync(new StreamingMessage { RequestId = request.InvocationId, InvocationRequest = request });
        await using var cancelled = cancellationToken.Register(() => Cancel(request.InvocationId));
        Check((await answer).InvocationResponse.Result);
    }

    /// <summary>Tells it that an invocation is not wanted any more, such as when a caller has left.</summary>
    public void Cancel(string invocationId) =>
        _toWorker.Writer.TryWrite(new StreamingMessage { InvocationCancel = new() { InvocationId = invocationId } });

    /// <summary>The stream that the process opens.</summary>
    public async Task ConverseAsync(
        StreamingMessage first,
        IAsyncStreamReader<StreamingMessage> fromWorker,
        IServerStreamWriter<StreamingMessage> toWorker,
        CancellationToken ended
    )
    {
        _started.TrySetResult(first);
        var writing = WriteAsync(toWorker, ended);
        while (await fromWorker.MoveNext(ended))
        {
            var message = fromWorker.Current;
            if (message.ContentCase is StreamingMessage.ContentOneofCase.RpcLog)
                Log(message.RpcLog);
            else if (_answers.TryRemove(message.InvocationResponse?.InvocationId ?? message.RequestId, out var answer))
                answer.TrySetResult(message);
        }

        await writing;
    }

    /// <summary>Ends it as the host does, or, after the grace period, by force.</summary>
    public async ValueTask DisposeAsync()
    {
        _toWorker.Writer.TryWrite(new StreamingMessage { WorkerTerminate = new() });
        await Task.WhenAny(Exited, Task.Delay(GracePeriod));
        if (!Exited.IsCompleted)
            _process.Kill();
        await Exited;
        _process.Dispose();
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> toWorker, CancellationToken ended)
    {
        await foreach (var message in _toWorker.Reader.ReadAllAsync(ended))
            await toWorker.WriteAsync(message, ended);
    }

    /// <summary>A worker says where it listens before it does.</summary>
    private async Task ListensAsync()
    {
        for (var tries = 0; tries < 600 && !Exited.IsCompleted; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(Http.Host, Http.Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new WorkerException($"The worker does not listen on {Http}.");
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage question)
    {
        if (question.RequestId.Length == 0)
            question.RequestId = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[question.RequestId] = answer;
        _toWorker.Writer.TryWrite(question);
        return await EndedWithAsync(answer.Task);
    }

    /// <summary>The answer, unless the process ends before it comes.</summary>
    private async Task<StreamingMessage> EndedWithAsync(Task<StreamingMessage> answer) =>
        await Task.WhenAny(answer, Exited) == answer ? await answer : throw new WorkerException("The worker process ended.");

    private async Task WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        _toWorker.Writer.TryComplete();
    }

    private static void Check(StatusResult result)
    {
        if (result.Status is not StatusResult.Types.Status.Success)
            throw new WorkerException(result.Exception?.Message ?? $"{result.Status}");
    }

    private void Log(RpcLog log)
    {
        if (log.Level >= RpcLog.Types.Level.Warning)
            _log(
                $"{(log.Level is RpcLog.Types.Level.Warning ? "warn" : "fail")}: {log.Category} {log.Message} "
                    + $"{log.Exception?.Message} {log.Exception?.StackTrace}"
            );
    }
}

/// <summary>A function failed, or the worker did.</summary>
internal sealed class WorkerException(string message) : Exception(message);
