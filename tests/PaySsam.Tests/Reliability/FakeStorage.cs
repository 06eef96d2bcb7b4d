using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Storage in memory that takes everything, behind the real SDK, and what was written to it since the last <see cref="Clear"/>.
/// </summary>
internal sealed class FakeStorage : HttpMessageHandler
{
    private const string QueueAnswer =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList><QueueMessage><MessageId>1</MessageId>"
        + "<InsertionTime>Fri, 02 Jan 2026 03:04:05 GMT</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>"
        + "<PopReceipt>1</PopReceipt><TimeNextVisible>Fri, 02 Jan 2026 03:04:05 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>";

    private readonly SemaphoreSlim _turn = new(1);
    private int _transactions;
    private int _journalTransactions;
    private int _underWay;

    /// <summary>What is read from tables.</summary>
    public FilledTables Tables { get; } = new();

    /// <summary>How long a write takes; without end, when infinite.</summary>
    public TimeSpan WriteTime { get; set; }

    /// <summary>Whether it takes one message after the other, as Azurite does.</summary>
    public bool OneAfterTheOther { get; init; }

    /// <summary>The most transactions that were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>The texts of the messages that were sent.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Those that wait for the webhook, and for how long.</summary>
    public List<(string Text, TimeSpan Delay)> Deliveries { get; } = [];

    /// <summary>How many callbacks are in them.</summary>
    public int Callbacks => Messages.Sum(text => CallbackMessage.TryDecode(text, out var message, out _) ? message.Callbacks.Count : 0);

    /// <summary>The dead letters that were kept.</summary>
    public List<(string Reason, string Problem, byte[] Content)> DeadLetters { get; } = [];

    /// <summary>The transactions of payments.</summary>
    public int Transactions => _transactions;

    /// <summary>Those of the journal.</summary>
    public int JournalTransactions => _journalTransactions;

    public void Clear()
    {
        Messages.Clear();
        DeadLetters.Clear();
        _transactions = 0;
    }

    /// <summary>The product on this storage.</summary>
    public IHost Build(params string[] keys)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            keys.Select((key, slot) => KeyValuePair.Create($"PaySsam:ApiKeys:{slot}", (string?)key))
                .Concat([new("PaySsamStorage", StorageAddress.Nowhere), new("PaySsam:UrlTokens:0", Some.UrlToken)])
        );
        builder.Services.AddPaySsamCallbacks(builder.Configuration);
        var transport = new HttpClientTransport(this);
        builder.Services.AddSingleton(new QueueServiceClient(StorageAddress.Nowhere, new QueueClientOptions { Transport = transport }));
        builder.Services.AddSingleton(provider => new PatientQueues(provider.GetRequiredService<QueueServiceClient>()));
        builder.Services.AddSingleton(new TableServiceClient(StorageAddress.Nowhere, new TableClientOptions { Transport = transport }));
        return builder.Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get)
            return Tables.Answer(request.RequestUri!);
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        switch (request.RequestUri!.AbsolutePath)
        {
            case "/a/payssam-callbacks/messages":
                await SendAsync(Message(body), cancellationToken);
                return new HttpResponseMessage(HttpStatusCode.Created)
                {
                    Content = new StringContent(QueueAnswer, Encoding.UTF8, "application/xml"),
                };
            case "/a/payment-deliveries/messages":
                var wait = HttpUtility.ParseQueryString(request.RequestUri.Query)["visibilitytimeout"]!;
                lock (Deliveries)
                    Deliveries.Add((Message(body), TimeSpan.FromSeconds(int.Parse(wait, CultureInfo.InvariantCulture))));
                return new HttpResponseMessage(HttpStatusCode.Created)
                {
                    Content = new StringContent(QueueAnswer, Encoding.UTF8, "application/xml"),
                };
            case "/a/DeadLetters":
                KeepDeadLetter(body);
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            case "/a/Attention":
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            case "/a/$batch" when body.Contains("/Journal", StringComparison.Ordinal):
                Interlocked.Increment(ref _journalTransactions);
                return Batch(body.Split("\nPOST http").Length - 1);
            case "/a/$batch":
                MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _underWay));
                await Task.Delay(WriteTime, cancellationToken);
                Interlocked.Decrement(ref _underWay);
                Interlocked.Increment(ref _transactions);
                return Batch(body.Split("\nPOST http").Length - 1);
            default:
                throw new InvalidOperationException($"{request.Method} {request.RequestUri}");
        }
    }

    private async Task SendAsync(string message, CancellationToken cancellationToken)
    {
        if (OneAfterTheOther)
            await _turn.WaitAsync(cancellationToken);
        try
        {
            await Task.Delay(WriteTime, cancellationToken);
            lock (Messages)
                Messages.Add(message);
        }
        finally
        {
            if (OneAfterTheOther)
                _turn.Release();
        }
    }

    private static string Message(string body) => body.Split("<MessageText>")[1].Split("</MessageText>")[0];

    // A message's callbacks are kept side by side.
    private void KeepDeadLetter(string body)
    {
        using var row = JsonDocument.Parse(body);
        var content = Enumerable
            .Range(0, 15)
            .Select(part => $"Content{(part == 0 ? "" : part)}")
            .SelectMany(name => row.RootElement.TryGetProperty(name, out var part) ? part.GetBytesFromBase64() : [])
            .ToArray();
        var letter = (Text(row, "Reason"), Text(row, "Problem"), content);
        lock (DeadLetters)
            DeadLetters.Add(letter);
    }

    private static string Text(JsonDocument row, string name) => row.RootElement.GetProperty(name).GetString()!;

    private static HttpResponseMessage Batch(int operations)
    {
        const string part =
            "--changeset\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\nETag: W/\"1\"\r\n\r\n\r\n";
        var content = new StringContent(
            $"--batch\r\nContent-Type: multipart/mixed; boundary=changeset\r\n\r\n"
                + $"{string.Concat(Enumerable.Repeat(part, operations))}--changeset--\r\n--batch--\r\n"
        );
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=batch");
        return new HttpResponseMessage(HttpStatusCode.Accepted) { Content = content };
    }
}
