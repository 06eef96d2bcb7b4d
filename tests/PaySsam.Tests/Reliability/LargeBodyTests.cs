using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Receiving;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>Many large bodies at once, and bodies that never end.</summary>
[Collection(nameof(Alone))]
public class LargeBodyTests
{
    private const int Callers = 100;
    private const long MostGrowth = 64 * 1024 * 1024;

    [Fact]
    public async Task A_hundred_callers_of_1_MiB_take_a_bounded_memory() => await WithProductAsync(Product.LocalHost);

    [Fact]
    public async Task They_raise_the_worker_by_less_than_64_MiB() => await WithProductAsync(Product.Functions);

    [Fact]
    public async Task Seventeen_bodies_that_never_end_leave_room_for_ordinary_ones()
    {
        var time = new FakeTimeProvider();
        var storage = new FakeStorage();
        using var host = storage.Build(Some.ApiKey);
        var receiver = new CallbackReceiver(
            new BodyReader(time),
            host.Services.GetRequiredService<Credentials>(),
            host.Services.GetRequiredService<Authenticator>(),
            host.Services.GetRequiredService<UnreadableKeeper>(),
            host.Services.GetRequiredService<CallbackQueue>(),
            host.Services.GetRequiredService<PaySsam.Callbacks.DeadLetters.DeadLetterStore>(),
            host.Services.GetRequiredService<PaySsam.Callbacks.Telemetry.CallbackMetrics>(),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<CallbackReceiver>.Instance
        );
        using var gone = new CancellationTokenSource();
        var endless = Enumerable.Range(0, 16).Select(_ => new Endless()).ToList();
        var held = endless.Select(body => receiver.ReceiveAsync(body, null, gone.Token)).ToList();
        await Task.WhenAll(endless.Select(body => body.Filled));

        var late = receiver.ReceiveAsync(new MemoryStream(new byte[70_000]), null, default);
        Assert.Equal(
            200,
            (
                await receiver.ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes(Some.Json("A1").PadRight(64 * 1024))), null, default)
            ).Status
        );
        Assert.False(late.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        var reply = await late;
        Assert.Equal((503, """{"code":"5000","msg":"SYSTEM ERROR"}"""), (reply.Status, Encoding.UTF8.GetString(reply.Json.Span)));

        await gone.CancelAsync();
        foreach (var body in held)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body);
        Assert.Equal(400, (await receiver.ReceiveAsync(new MemoryStream(new byte[70_000]), null, default)).Status);
    }

    private static async Task WithProductAsync(Product product)
    {
        await using var azurite = await OwnAzurite.StartAsync();
        await using var host = await ProductProcess.StartAsync(product, azurite.ConnectionString);
        var bodies = Enumerable
            .Range(0, Callers)
            .Select(number =>
                Encoding.UTF8.GetBytes(
                    Some.Json($"L{number}", ("apprSign", new string('s', 900 * 1024)), ("x", new string('x', 100 * 1024)))
                )
            )
            .ToList();
        using var process = host.Serving();

        // Beside as many ordinary callers: what their garbage costs is not the bodies'.
        var before = 0L;
        for (var round = 0; round < 10; round++)
            before = Math.Max(before, await PeakAsync(process, Task.WhenAll(Ordinary(round).Select(json => host.Http.PostAsync(json)))));
        await host.Http.PostAsync(bodies[0]);

        var posts = Task.WhenAll(bodies.Select(body => host.Http.PostAsync(body)));
        var most = Math.Max(before, await PeakAsync(process, posts));

        var statuses = (await posts).GroupBy(reply => reply.Status).Select(group => $"{group.Key}: {group.Count()}");
        Report.Line(
            $"Memory: {Callers} callers of 1 MiB raise {product} from {before / 1024 / 1024} by {(most - before) / 1024 / 1024} MiB "
                + $"({string.Join(", ", statuses)})"
        );
        Assert.All(await posts, reply => Assert.Contains(reply.Status, new[] { 200, 503 }));
        Assert.Contains(await posts, reply => reply.Status == 200);
        // A developer's LocalHost may take more than the deployed worker.
        Assert.InRange(most - before, 0, product is Product.Functions ? MostGrowth : 2 * MostGrowth);
    }

    private static IEnumerable<string> Ordinary(int round) =>
        Enumerable.Range(0, Callers).Select(number => Some.Json($"S{round}-{number}"));

    private static async Task<long> PeakAsync(Process process, Task work)
    {
        var most = 0L;
        do
        {
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64);
            await Task.Delay(5);
        } while (!work.IsCompleted);
        await work;
        return most;
    }

    /// <summary>70,000 bytes, and then nothing, but no end either.</summary>
    private sealed class Endless : MemoryStream
    {
        private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Endless()
            : base(new byte[70_000]) { }

        public Task Filled => _filled.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                return read;
            _filled.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
