using Azure.Storage.Queues;

namespace PaySsam.Tests.Triggers;

internal static class Queue
{
    public static QueueClient Of(string storage, string name) =>
        new(storage, name, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04));

    /// <summary>How many messages it holds, those in work included; none where it does not exist.</summary>
    public static async Task<int> CountAsync(this QueueClient queue) =>
        await queue.ExistsAsync() ? (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount : 0;

    public static async Task EventuallyHoldsAsync(this QueueClient queue, int count)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(3); await queue.CountAsync() != count; await Task.Delay(100))
            Assert.True(DateTime.UtcNow < deadline, $"{queue.Name} holds {await queue.CountAsync()}.");
    }
}
