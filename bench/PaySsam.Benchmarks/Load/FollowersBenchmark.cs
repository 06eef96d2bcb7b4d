using System.Text;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Benchmarks.Load;

/// <summary>
/// What the journal and the change events cost, from the queue to the table: without them, with the journal, and with both, in
/// turn on an Azurite that each round has fresh.
/// </summary>
internal static class FollowersBenchmark
{
    // Nearly full ones.
    private const int CallbacksOfMessage = 50;
    private const int Messages = 60;

    private static readonly (string Name, bool Changes, Action<IServiceCollection>? Configure)[] Variants =
    [
        ("neither", false, services => services.RemoveAll<IRecordedFollower>()),
        ("journal", false, null),
        ("journal and events", true, null),
    ];

    public static async Task<int> RunAsync(int rounds)
    {
        var results = new List<(int Round, string Name, double Rate, double Operations)>();
        var (bill, lost) = (0L, 0);
        for (var round = 0; round <= rounds; round++)
        {
            await using var azurite = await AzuriteStore.StartAsync();
            var queue = new QueueClient(
                azurite.Storage,
                StorageNames.CallbackQueue,
                new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04)
            );
            await queue.CreateAsync();

            // There and back, so that a machine that grows slower favours none.
            foreach (var (name, changes, configure) in round % 2 == 0 ? Variants : Variants.Reverse())
            {
                var operations = await azurite.OperationsAsync();
                var first = bill;
                for (var message = 0; message < Messages; message++, bill += CallbacksOfMessage)
                    await queue.SendMessageAsync(Message(bill));
                var (seconds, stored) = await Drain.OursAsync(azurite.Storage, Drain.HostJson, changes, configure);
                var operationsAfter = await azurite.OperationsAsync();
                lost += Enumerable.Range(0, (int)(bill - first)).Count(number => !stored.Contains(first + number));
                if (round > 0) // The first one warms up.
                    results.Add((round, name, (bill - first) / seconds, (double)(operationsAfter - operations) / (bill - first)));
            }

            Console.WriteLine($"Round {round} of {rounds}");
        }

        Console.WriteLine("| with | drain rate | operations for each callback |\n|---|---|---|");
        foreach (var (name, _, _) in Variants)
        {
            var own = results.Where(result => result.Name == name).ToList();
            var ratio = Results.Median(
                own.Select(result =>
                    result.Rate / results.Single(other => other.Round == result.Round && other.Name == Variants[0].Name).Rate
                )
            );
            Console.WriteLine($"| {name} | {ratio:0.00} | {Results.Median(own.Select(result => result.Operations)):0.00} |");
        }

        return lost == 0 ? 0 : 1;
    }

    private static string Message(long firstBill) =>
        CallbackMessage.Encode(
            Enumerable
                .Range(0, CallbacksOfMessage)
                .Select(number =>
                    CallbackParser.TryParse(
                        Encoding.UTF8.GetBytes(LoadGenerator.Json(firstBill + number)),
                        out var callback,
                        out var problem
                    )
                        ? new ReceivedCallback(callback, DateTimeOffset.UtcNow, null)
                        : throw new InvalidOperationException(problem)
                )
        );
}
