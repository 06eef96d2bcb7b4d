using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Retaining;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>The product on a storage of its own and a clock of the test's, with retention on.</summary>
internal sealed partial class RetentionBed : IDisposable
{
    public static readonly string[] Days = ["180", "1827", "30"];
    private readonly IHost _host;
    private readonly string _storage;
    private readonly FakeTimeProvider _time;

    public RetentionBed(string storage, FakeTimeProvider time, HttpPipelineTransport? transport = null, string?[]? days = null)
    {
        (_storage, _time) = (storage, time);
        var settings = new[] { "PersonalDays", "BillDays", "DeadLetterDays" }.Zip(days ?? Days);
        _host = ProductHost.Build(
            storage,
            transport,
            services => services.AddSingleton<TimeProvider>(time),
            [
                .. ProductHost.Changes,
                .. settings.Select(one => KeyValuePair.Create($"PaySsam:Retention:{one.First}", one.Second)),
                new("PaySsam:UrlTokens:0", Some.UrlToken),
            ]
        );
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public TableServiceClient Tables => new(_storage);

    public Task RebuiltAsync() => Get<JournalMark>().LookAsync(default);

    public Task RecordAsync(params IEnumerable<ReceivedCallback> callbacks) =>
        Get<CallbackRecorder>().RecordAsync(CallbackMessage.Encode(callbacks), default);

    public async Task<Bill> FindAsync(string bill) => (await Get<IPaymentStore>().FindAsync(bill, default))!;

    public Task<JsonNode> DryRunAsync() => JsonAsync(Get<RetentionDesk>().RunAsync("true", default));

    public Task<JsonNode> ListAsync() => JsonAsync(Get<RetentionDesk>().ListAsync(default));

    /// <summary>To its end.</summary>
    public async Task<JsonNode> RunAsync()
    {
        while (true)
        {
            _time.Advance(TimeSpan.FromSeconds(1)); // Runs are known by the time of their start.
            var run = await JsonAsync(Get<RetentionDesk>().RunAsync(null, default));
            if ((bool)run["finished"]!)
                return run;
        }
    }

    public static async Task<JsonNode> JsonAsync(Task<Reply> reply)
    {
        var (status, json) = await reply;
        Assert.Equal((200, ""), (status, status == 200 ? "" : Encoding.UTF8.GetString(json.Span)));
        return JsonNode.Parse(json.Span)!;
    }

    /// <summary>All that is stored, with what is in base64 or compressed beside it.</summary>
    public async Task<string> DumpAsync()
    {
        var dump = new StringBuilder();
        await foreach (var item in Tables.QueryAsync())
        {
            await foreach (var row in Tables.GetTableClient(item.Name).QueryAsync<TableEntity>())
            {
                foreach (var (name, value) in row)
                    Add(dump, item.Name + " " + name, value is byte[] bytes ? bytes : Encoding.UTF8.GetBytes($"{value}"));
            }
        }

        var queues = Get<QueueServiceClient>();
        await foreach (var item in queues.GetQueuesAsync())
        {
            foreach (var message in (await queues.GetQueueClient(item.Name).PeekMessagesAsync(32)).Value)
                Add(dump, item.Name, message.Body.ToArray());
        }

        return dump.ToString();
    }

    /// <summary>What could be a hash, by its first digits.</summary>
    public static HashSet<string> Hashes(string dump) => [.. Hash().Matches(dump).Select(match => match.Value[..16].ToLowerInvariant())];

    public void Dispose() => _host.Dispose();

    private static void Add(StringBuilder dump, string name, byte[] value)
    {
        var text = Encoding.UTF8.GetString(value);
        dump.Append(name).Append(": ").AppendLine(text);
        if (value.Length is > 16 and <= 32 + 32)
            dump.AppendLine(Convert.ToHexStringLower(value)); // A hash as bytes.
        if (value is [0x1f, 0x8b, ..])
        {
            using var gzip = new GZipStream(new MemoryStream(value), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            Add(dump, name + " (gzip)", plain.ToArray());
        }

        foreach (var word in Base64().Matches(text).Select(match => match.Value))
        {
            var bytes = new byte[word.Length];
            if (Convert.TryFromBase64String(word, bytes, out var length) && length > 0 && text.Length < 1_000_000)
                Add(dump, name + " (base64)", bytes[..length]);
        }
    }

    [GeneratedRegex("[0-9a-fA-F]{16,}")]
    private static partial Regex Hash();

    [GeneratedRegex("[A-Za-z0-9+/]{24,}={0,2}")]
    private static partial Regex Base64();
}
