using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.LocalHost;

/// <summary>
/// Does what a queue trigger does: polls the queue, handles each message, deletes it when that succeeded, shows it
/// again after <see cref="QueueSettings.VisibilityTimeout"/> when it failed, and moves it to the poison queue after
/// <see cref="QueueSettings.MaxDequeueCount"/> tries. Where there is no poison queue, a message that failed comes again
/// when its lease ends. The lease alone is not the trigger's ten minutes, so that what a killed LocalHost had in work
/// comes again after half a minute.
/// </summary>
internal sealed partial class QueuePump(
    QueueClient queue,
    QueueClient? poison,
    Func<QueueMessage, Task> handle,
    QueueSettings settings,
    ILogger<QueuePump> logger
) : BackgroundService
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan UsualLease = TimeSpan.FromSeconds(30);

    /// <summary>For how long a message in work is hidden; renewed at half of it.</summary>
    public TimeSpan Lease { get; init; } = UsualLease;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var work = new List<Task>();
        var wait = ShortestWait;
        try
        {
            while (true)
            {
                work.RemoveAll(task => task.IsCompleted);
                if (work.Count > settings.NewBatchThreshold)
                {
                    await Task.WhenAny(work).WaitAsync(stoppingToken);
                    continue;
                }

                var messages = await ReceiveAsync(stoppingToken);
                work.AddRange(messages.Select(ProcessAsync));
                wait = messages.Length > 0 ? ShortestWait : TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, settings.MaxPollingInterval.Ticks));
                if (messages.Length == 0)
                    await Task.Delay(wait, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(work);
        }
    }

    private async Task<QueueMessage[]> ReceiveAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await queue.ReceiveMessagesAsync(settings.BatchSize, Lease, stoppingToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return []; // The first callback creates it.
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            Log.NotReceived(logger, FaultText.Of(fault));
            return [];
        }
    }

    private async Task ProcessAsync(QueueMessage message)
    {
        using var done = new CancellationTokenSource();
        var lease = KeepLeaseAsync(message, done.Token);
        var handled = await TryHandleAsync(message);
        await done.CancelAsync();
        var popReceipt = await lease;
        try
        {
            if (!handled && poison is null)
                return; // It comes again when the lease ends.
            if (!handled && message.DequeueCount < settings.MaxDequeueCount)
            {
                await queue.UpdateMessageAsync(message.MessageId, popReceipt, visibilityTimeout: settings.VisibilityTimeout);
                return;
            }

            if (!handled)
            {
                await poison!.CreateIfNotExistsAsync();
                await poison.SendMessageAsync(message.Body);
                Log.Poisoned(logger, message.MessageId, message.DequeueCount);
            }

            await queue.DeleteMessageAsync(message.MessageId, popReceipt);
        }
        catch (Exception fault)
        {
            Log.NotSettled(logger, message.MessageId, FaultText.Of(fault));
        }
    }

    private async Task<bool> TryHandleAsync(QueueMessage message)
    {
        try
        {
            await handle(message);
            return true;
        }
        catch (Exception fault)
        {
            Log.NotHandled(logger, message.MessageId, message.DequeueCount, FaultText.Of(fault));
            return false;
        }
    }

    /// <summary>Renews the lease at its half-life until done; answers the pop receipt that then holds.</summary>
    private async Task<string> KeepLeaseAsync(QueueMessage message, CancellationToken done)
    {
        var popReceipt = message.PopReceipt;
        while (true)
        {
            await Task.Delay(Lease / 2, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
                return popReceipt;
            try
            {
                UpdateReceipt renewed = await queue.UpdateMessageAsync(
                    message.MessageId,
                    popReceipt,
                    visibilityTimeout: Lease,
                    cancellationToken: CancellationToken.None
                );
                popReceipt = renewed.PopReceipt;
            }
            catch (Exception fault)
            {
                Log.NotSettled(logger, message.MessageId, FaultText.Of(fault));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queue could not be read: {Fault}")]
        public static partial void NotReceived(ILogger logger, string fault);

        [LoggerMessage(LogLevel.Warning, "Message {MessageId}, try {DequeueCount}, was not handled and will come again: {Fault}")]
        public static partial void NotHandled(ILogger logger, string messageId, long dequeueCount, string fault);

        [LoggerMessage(LogLevel.Warning, "Message {MessageId} could not be renewed, returned or deleted and will come again: {Fault}")]
        public static partial void NotSettled(ILogger logger, string messageId, string fault);

        [LoggerMessage(LogLevel.Error, "Message {MessageId} was moved to the poison queue after {DequeueCount} tries")]
        public static partial void Poisoned(ILogger logger, string messageId, long dequeueCount);
    }
}
