using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Http;

/// <summary>What every question to storage shares: a limit in time, and an answer where it fails.</summary>
internal static partial class StorageFault
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The answer; 503 with code <c>5000</c> if storage fails or the answer takes longer than 10 s, or as long as given; 500
    /// with code <c>5000</c> for every other fault.
    /// </summary>
    public static async Task<Reply> OrSystemErrorAsync(
        ILogger logger,
        Func<CancellationToken, Task<Reply>> answer,
        CancellationToken cancellationToken,
        TimeSpan? longest = null
    )
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        budget.CancelAfter(longest ?? Usual);
        try
        {
            return await answer(budget.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer(logger, fault);
        }
    }

    /// <summary>Logs a fault; says what to answer.</summary>
    public static Reply Answer(ILogger logger, Exception fault)
    {
        if (IsOfStorage(fault))
        {
            Log.Unavailable(logger, FaultText.Of(fault));
            return new Reply(503, Base.SystemError);
        }

        Log.Failed(logger, FaultText.Of(fault));
        return new Reply(500, Base.SystemError);
    }

    /// <summary>
    /// Whether storage refused, could not be reached or was too slow. The SDK throws several as one after its last attempt.
    /// </summary>
    public static bool IsOfStorage(Exception fault) =>
        fault switch
        {
            RequestFailedException or AuthenticationFailedException => true,
            OperationCanceledException or TimeoutException or HttpRequestException or IOException or SocketException => true,
            AggregateException several => several.InnerExceptions.All(IsOfStorage),
            _ => false,
        };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Storage failed, answered 503: {Fault}")]
        public static partial void Unavailable(ILogger logger, string fault);

        [LoggerMessage(LogLevel.Error, "A fault of the app, answered 500: {Fault}")]
        public static partial void Failed(ILogger logger, string fault);
    }
}
