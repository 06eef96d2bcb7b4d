using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>A product on a storage of its own, as deployment leaves it, and a proxy in between that kills it where a test wants.</summary>
internal sealed class CrashBed(Product product) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // A killed host's message comes again after this, not after LocalHost's half minute or the deployed listener's ten minutes.
    private static readonly string[] Arguments = ["--hold", "00:00:08"];

    private readonly HashSet<string> _told = [];
    private OwnAzurite? _azurite;
    private StorageProxy? _proxy;
    private ProductProcess? _host;

    public HttpClient Http => _host!.Http;

    public static async Task<CrashBed> StartAsync(Product product)
    {
        var bed = new CrashBed(product);
        try
        {
            bed._azurite = await OwnAzurite.StartAsync();
            foreach (var queue in new[] { StorageNames.CallbackQueue, StorageNames.PoisonQueue, StorageNames.ChangeQueue })
                await bed.Queue(queue).CreateAsync();
            foreach (var table in new[] { StorageNames.PaymentTable, StorageNames.DeadLetterTable, StorageNames.JournalTable })
                await bed.Table(table).CreateAsync();
            bed._proxy = await StorageProxy.StartAsync(bed._azurite.ConnectionString);
            bed._host = await ProductProcess.StartAsync(product, bed._proxy.ConnectionString, Arguments);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    public QueueClient Queue(string name) =>
        new(_azurite!.ConnectionString, name, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04));

    public TableClient Table(string name) => new(_azurite!.ConnectionString, name);

    /// <summary>
    /// Does something that brings it to <paramref name="point"/>, where it is killed. The kill waits for the
    /// answer where one is due; where none is, for as long as one that is wrong may take.
    /// </summary>
    public async Task CrashAsync(CrashPoint point, Func<Task> act, bool answered, TimeSpan wrongAnswer = default)
    {
        var host = _host!;
        var acting = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        var crashed = _proxy!.CrashAtAsync(
            point,
            async () =>
            {
                await Task.WhenAny(await acting.Task, Task.Delay(answered ? Patience : wrongAnswer));
                await host.KillAsync();
            }
        );
        var answer = act();
        acting.SetResult(answer);
        if (answered)
            await answer;
        else
            await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        await crashed.WaitAsync(Patience);
        Report.Line($"Crash points: {product} killed {point.Phase.ToString().ToLowerInvariant()} {point.Method} {point.Path}");
    }

    /// <summary>Starts another one on what the killed one left.</summary>
    public async Task RestartAsync()
    {
        await _host!.DisposeAsync();
        _host = await ProductProcess.StartAsync(product, _proxy!.ConnectionString, Arguments);
    }

    /// <summary>Waits until both queues are empty, what is leased to a dead host included.</summary>
    public async Task DrainedAsync()
    {
        for (var deadline = DateTime.UtcNow + Patience; await WaitingAsync() > 0; await Task.Delay(100))
            Assert.True(DateTime.UtcNow < deadline, "The queues were not drained.");
    }

    /// <summary>How many messages there are, what is leased included.</summary>
    public async Task<int> WaitingAsync() =>
        (await Queue(StorageNames.CallbackQueue).GetPropertiesAsync()).Value.ApproximateMessagesCount
        + (await Queue(StorageNames.PoisonQueue).GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>Asserts that all there is, in queues and table, is one payment, with one event that made it.</summary>
    public async Task RecordedOnceAsync(string bill)
    {
        await DrainedAsync();
        var payment = await Http.FindPaymentAsync(bill);
        Assert.NotNull(payment);
        Assert.Equal("F", payment.State());
        Assert.Equal(1, payment.History());
        var keys = Table(StorageNames.PaymentTable).Query<TableEntity>().Select(row => (row.PartitionKey, row.RowKey)).ToList();
        var id = (string)payment["history"]![0]!["id"]!;
        Assert.Equal(2, keys.Count);
        Assert.Equal((bill, "state"), keys[1]);
        Assert.Equal(
            id,
            Assert
                .Single(Table(StorageNames.PaymentTable).Query<TableEntity>(row => row.PartitionKey == bill && row.RowKey != "state"))
                .GetString("PublicId")
        );
        await ToldAsync(id);
    }

    /// <summary>
    /// Asserts that these payments, and no others, stand in the journal, each once, and that each was told of, at least once.
    /// </summary>
    /// <param name="ids">Public ids of bills of one callback.</param>
    public async Task ToldAsync(params string[] ids)
    {
        Assert.Equal(
            ids.Order(),
            new TableServiceClient(_azurite!.ConnectionString).ReadJournal().Select(one => one.Entry.CallbackId!).Order()
        );
        _told.UnionWith((await ChangeEvents.TakeAsync(_azurite.ConnectionString)).Select(one => ((string)one["id"]!)[..^2]));
        Assert.Equal(ids.Order(), _told.Order());
    }

    public IReadOnlyList<(DateOnly Day, JournalEntry Entry)> ReadJournal(string bill) =>
        new TableServiceClient(_azurite!.ConnectionString).ReadJournal(bill);

    public async Task<IReadOnlyList<JsonNode>> DeadLettersAsync() =>
        [.. JsonNode.Parse(await Http.GetStringAsync("api/deadletters"))!["dead_letters"]!.AsArray().Select(letter => letter!)];

    /// <param name="letter">A dead letter.</param>
    /// <param name="correction">What to put it right with, where it is not redriven as it came.</param>
    public async Task<int> RedriveAsync(JsonNode letter, string? correction = null)
    {
        using var body = correction is null ? null : new StringContent(correction);
        using var response = await Http.PostAsync($"api/deadletters/{letter["id"]}/redrive", body);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }
}
