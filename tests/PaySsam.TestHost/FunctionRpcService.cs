using Grpc.Core;
using PaySsam.TestHost.Rpc;

namespace PaySsam.TestHost;

/// <summary>Where worker processes call; each says first which one it is.</summary>
internal sealed class FunctionRpcService(Workers workers) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context
    )
    {
        try
        {
            if (
                await requestStream.MoveNext(context.CancellationToken)
                && workers.Current is { } worker
                && worker.Id == requestStream.Current.StartStream?.WorkerId
            )
                await worker.ConverseAsync(requestStream.Current, requestStream, responseStream, context.CancellationToken);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The process is gone.
        }
    }
}
