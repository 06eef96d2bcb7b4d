using System.Globalization;

namespace PaySsam.LocalHost;

/// <summary>The section <c>extensions.queues</c> of host.json, as the queue trigger reads it.</summary>
/// <param name="BatchSize">Messages fetched at once, 1 to 32.</param>
/// <param name="NewBatchThreshold">More are fetched when no more than this many are in work.</param>
/// <param name="MaxPollingInterval">The longest wait between two looks at an empty queue, at least 100 ms.</param>
/// <param name="VisibilityTimeout">How long a failed message waits for its next try.</param>
/// <param name="MaxDequeueCount">Tries before a message goes to the poison queue, at least 1.</param>
internal sealed record QueueSettings(
    int BatchSize,
    int NewBatchThreshold,
    TimeSpan MaxPollingInterval,
    TimeSpan VisibilityTimeout,
    int MaxDequeueCount
)
{
    /// <exception cref="StartException">A setting is missing, unreadable or out of range.</exception>
    public static QueueSettings Read(string hostJson)
    {
        var section = new ConfigurationBuilder().AddJsonFile(hostJson).Build().GetSection("extensions:queues");
        return new QueueSettings(
            Number("batchSize", 1, 32),
            Number("newBatchThreshold", 0, int.MaxValue),
            Time("maxPollingInterval", TimeSpan.FromMilliseconds(100)),
            Time("visibilityTimeout", TimeSpan.Zero),
            Number("maxDequeueCount", 1, int.MaxValue)
        );

        int Number(string name, int least, int most) =>
            int.TryParse(section[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
                ? number
                : throw new StartException($"host.json: extensions.queues.{name} must be a whole number from {least} to {most}.");

        // "2000" would be 2,000 days.
        TimeSpan Time(string name, TimeSpan least) =>
            TimeSpan.TryParseExact(section[name], @"hh\:mm\:ss", CultureInfo.InvariantCulture, out var time) && time >= least
                ? time
                : throw new StartException($"host.json: extensions.queues.{name} must be a time as in \"00:00:02\", at least {least}.");
    }
}
