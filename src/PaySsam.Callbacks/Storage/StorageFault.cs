using Azure;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Storage;

/// <summary>What every question to storage shares: a limit in time, and an answer where storage fails.</summary>
internal static partial class StorageFault
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    /// <summary>The answer, or 503 with code <c>5000</c> where storage fails or it takes longer than 10 s, or as long as given.</summary>
    public static async Task<Reply> OrSystemErrorAsync(
        ILogger logger, Func<CancellationToken, Task<Reply>> answer, CancellationToken cancellationToken, TimeSpan? longest = null)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        budget.CancelAfter(longest ?? Usual);
        try
        {
            return await answer(budget.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Unavailable(logger, fault.GetType().Name, (fault as RequestFailedException)?.ErrorCode);
            return new Reply(503, Base.SystemError);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Storage failed, answered 503: {Fault} {ErrorCode}")]
        public static partial void Unavailable(ILogger logger, string fault, string? errorCode);
    }
}
