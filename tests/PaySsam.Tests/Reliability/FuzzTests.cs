using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Settings;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Bodies and queue messages that nobody thought of. <c>PAYSSAM_TEST_FUZZ</c> sets how many bodies (200,000 before a release),
/// <c>PAYSSAM_TEST_SEED</c>
/// repeats a run; a failure quotes what it was about in base64.
/// </summary>
[Collection(nameof(Alone))]
public class FuzzTests
{
    private const int Threads = 2;
    private const int LongestQuote = 16;
    private static readonly int Count = int.TryParse(
        Environment.GetEnvironmentVariable("PAYSSAM_TEST_FUZZ"),
        CultureInfo.InvariantCulture,
        out var count
    )
        ? count
        : 20_000;

    [Fact]
    public async Task Whatever_body_comes_is_answered_and_gives_no_key_away()
    {
        var outcomes = new ConcurrentDictionary<string, int>();
        var replies = new ConcurrentDictionary<string, string[]>();
        await RunAsync<FuzzedBody>(
            Count,
            random => new BodyMutator(random).NextSent,
            (services, storage) =>
            {
                var receiver = services.GetRequiredService<CallbackReceiver>();
                return async body =>
                {
                    var request = new CallbackRequest(new MemoryStream(body.Bytes))
                    {
                        ContentEncoding = body.ContentEncoding,
                        Tokens = [body.Token],
                    };
                    var reply = await receiver.ReceiveAsync(request, default);
                    var outcome = Outcome(reply.Status, storage, body.Plain is not null ? BodyMutator.Signature : null);
                    outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
                    Assert.True(
                        outcome is "200 queued" or "413" or "400 InvalidCallback" or "400 UnreadableBody" or "401 UnknownKey"
                            || body.Token != Some.UrlToken,
                        outcome
                    );
                    Assert.True(
                        outcome is not ("400" or "401") || body.Plain is null || !HoldsKey(body.Plain),
                        "A live key stands in it, and it was not kept."
                    );
                    AssertQuotesNothing(body.Bytes, replies.GetOrAdd(Encoding.UTF8.GetString(reply.Json.Span), Quotable));
                };
            },
            body => $"{Convert.ToBase64String(body.Bytes)} {body.ContentEncoding} {body.Token}"
        );

        Tell("bodies", outcomes);
        Assert.True(outcomes["200 queued"] > Count * 0.2);
        Assert.True(outcomes["400 InvalidCallback"] > Count * 0.1);
        Assert.All(["400 UnreadableBody", "401 UnknownKey"], outcome => Assert.True(outcomes[outcome] > Count * 0.01, outcome));
        Assert.Subset(
            new HashSet<string>
            {
                "200 queued",
                "400 InvalidCallback",
                "400 UnreadableBody",
                "401 UnreadableBody",
                "401 UnknownKey",
                "400",
                "401",
                "413",
            },
            outcomes.Keys.ToHashSet()
        );
    }

    [Fact]
    public async Task Whatever_message_stands_on_the_queue_is_recorded_or_kept()
    {
        var outcomes = new ConcurrentDictionary<string, int>();
        await RunAsync<string>(
            Count / 5,
            random => new MessageMutator(random).Next,
            (services, storage) =>
            {
                var recorder = services.GetRequiredService<CallbackRecorder>();
                return async text =>
                {
                    await recorder.RecordAsync(text, default);
                    outcomes.AddOrUpdate(Outcome(text, storage), 1, (_, count) => count + 1);
                };
            },
            text => Convert.ToBase64String(Encoding.Unicode.GetBytes(text))
        );

        Tell("messages", outcomes);
        Assert.All(["recorded", "partly kept", "unreadable"], outcome => Assert.True(outcomes[outcome] > Count / 5 * 0.05));
    }

    [Fact]
    public void Whatever_PaySsam_answers_is_of_the_bill_and_without_a_key_or_no_answer()
    {
        const string bill = "사업자번호-100000001";
        var kinds = new Dictionary<BillAnswerKind, int>();
        var options = new ApiOptions(new Uri("https://payssam.test/"), IsV2: true, BodyMutator.Keys[0], null, null, 2);
        var reader = new BillAnswerReader(options, Door.Secrets([.. BodyMutator.Keys], options));
        var random = new Random(Seed.Value);
        Func<byte[]> next = new BodyMutator(new Random(Seed.Value)).Next;
        for (var number = 0; number < Count / 5; number++)
        {
            var callback = next();
            var head = """{"code":"0000","message":"성공","data":"""u8;
            byte[] body = random.Next(3) == 0 ? callback : [.. head, .. callback, (byte)'}'];
            var answer = reader.Read(bill, 200, body);
            kinds[answer.Kind] = kinds.GetValueOrDefault(answer.Kind) + 1;
            Assert.Equal(answer.Kind is BillAnswerKind.Found, answer.Callback is not null);
            Assert.DoesNotContain(BodyMutator.Keys, key => answer.Problem?.Contains(key, StringComparison.Ordinal) is true);
            if (answer.Callback is not { } found)
                continue;
            Assert.Equal(bill, found.BillId);
            AssertHoldsNoKey(found.Json, dropped: null);
        }

        Tell("answers", kinds);
        Assert.True(kinds[BillAnswerKind.Found] > Count / 5 * 0.02);
    }

    /// <summary>What became of a body; fails where what was stored is not what may be stored.</summary>
    private static string Outcome(int status, FakeStorage storage, string? dropped)
    {
        switch (storage)
        {
            case { Messages: [var text], DeadLetters: [], Transactions: 0 }:
                Assert.True(CallbackMessage.TryDecode(text, out var message, out _));
                var body = Assert.Single(message.Callbacks).Body;
                Assert.True(CallbackParser.TryParse(body, out _, out _));
                AssertHoldsNoKey(body, dropped);
                AssertHoldsNoKey(Convert.FromBase64String(text), dropped);
                return $"{status} queued";
            case { Messages: [], DeadLetters: [("UnreadableBody", _, var unread)], Transactions: 0 }:
                AssertHoldsNoSecret(unread);
                AssertCanBePutRight(unread);
                return $"{status} UnreadableBody";
            case { Messages: [], DeadLetters: [(var reason and ("InvalidCallback" or "UnknownKey"), _, var content)], Transactions: 0 }:
                Assert.False(CallbackParser.TryParse(content, out _, out _) && reason is "InvalidCallback");
                AssertHoldsNoKey(content, dropped);
                AssertCanBePutRight(content);
                return $"{status} {reason}";
            default:
                Assert.Empty(storage.Messages);
                Assert.Empty(storage.DeadLetters);
                return $"{status}";
        }
    }

    private static string Outcome(string text, FakeStorage storage)
    {
        Assert.Empty(storage.Messages);
        if (!CallbackMessage.TryDecode(text, out var message, out _))
        {
            var (reason, _, content) = Assert.Single(storage.DeadLetters);
            Assert.Equal("UnreadableMessage", reason);
            Assert.Equal(
                Encoding.UTF8.GetByteCount(text) > 15 * 64_000 ? "" : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
                Encoding.UTF8.GetString(content)
            );
            Assert.Equal(0, storage.Transactions);
            return "unreadable";
        }

        Assert.All(storage.DeadLetters, letter => Assert.Equal("InvalidCallback", letter.Reason));
        Assert.Equal(storage.DeadLetters.Count == message.Callbacks.Count, storage.Transactions == 0);
        return storage.DeadLetters.Count == 0 ? "recorded" : "partly kept";
    }

    /// <summary>By giving one wrong or missing field after the other. No other changes, unless it is too long to keep.</summary>
    private static void AssertCanBePutRight(ReadOnlyMemory<byte> content)
    {
        var read = ReadableFields.Of(content.Span);
        var given = new Dictionary<CallbackField, string>();
        Callback? callback;
        while (!CallbackParser.TryParse(CallbackCopy.With(content.Span, given), out callback, out var problem))
        {
            var wrong = CallbackFields.Find(Encoding.UTF8.GetBytes(problem.Split(' ')[0]), out _);
            Assert.NotNull(wrong);
            Assert.DoesNotContain(wrong.Value, given.Keys);
            given[wrong.Value] = wrong is CallbackField.ApprState ? "F" : "A1";
        }

        foreach (var field in CallbackFields.All.Except([CallbackField.Apikey, .. given.Keys]))
        {
            if (read[(int)field] is { } text && !callback.Dropped.Any(dropped => dropped.Name == field.WireName()))
                Assert.Equal(text, callback[field]);
        }
    }

    private static void AssertHoldsNoKey(ReadOnlyMemory<byte> json, string? dropped)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * JsonText.MaxDepth });
        var text = AssertHoldsNoSecret(json);
        Assert.False(dropped is not null && text.Contains(dropped, StringComparison.Ordinal), "What had to be dropped was stored.");
    }

    private static string AssertHoldsNoSecret(ReadOnlyMemory<byte> stored)
    {
        var text = JsonUnescape.All(stored.Span);
        Assert.All([.. BodyMutator.Keys, Some.UrlToken], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.All(
            [.. BodyMutator.Keys, Some.UrlToken],
            secret => Assert.DoesNotContain(secret, Uri.UnescapeDataString(text), StringComparison.Ordinal)
        );
        return text;
    }

    /// <summary>Whether a key stands in a text between bytes that no key has, so that it is one for sure.</summary>
    private static bool HoldsKey(string text)
    {
        var alphabet = string.Concat(BodyMutator.Keys);
        return BodyMutator.Keys.Any(key =>
            Enumerable
                .Range(0, text.Length)
                .Any(at =>
                    text.AsSpan(at).StartsWith(key, StringComparison.Ordinal)
                    && (at == 0 || !alphabet.Contains(text[at - 1], StringComparison.Ordinal))
                    && (at + key.Length == text.Length || !alphabet.Contains(text[at + key.Length], StringComparison.Ordinal))
                )
        );
    }

    private static void AssertQuotesNothing(byte[] body, string[] quotable)
    {
        if (quotable.Length == 0)
            return;
        var text = JsonUnescape.All(body);
        foreach (var quote in quotable)
            Assert.False(text.Contains(quote, StringComparison.Ordinal), $"The reply quotes '{quote}'.");
    }

    /// <summary>
    /// Whatever of a reply could be a quotation, names of fields apart: each run of more than <see cref="LongestQuote"/>
    /// characters.
    /// </summary>
    private static string[] Quotable(string reply)
    {
        using var json = JsonDocument.Parse(reply);
        Assert.Equal(["code", "msg"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Matches("^[0-9]{4}$", json.RootElement.GetProperty("code").GetString());
        Assert.All(
            BodyMutator.Keys,
            key => Assert.DoesNotContain(key, JsonUnescape.All(Encoding.UTF8.GetBytes(reply)), StringComparison.Ordinal)
        );
        var text = json.RootElement.GetProperty("msg").GetString()!;
        foreach (var name in CallbackFields.All.Select(field => field.WireName()).OrderByDescending(name => name.Length))
            text = text.Replace(name, "\n", StringComparison.Ordinal);
        return
        [
            .. text.Split('\n')
                .SelectMany(part =>
                    Enumerable.Range(0, Math.Max(0, part.Length - LongestQuote)).Select(at => part.Substring(at, LongestQuote + 1))
                ),
        ];
    }

    /// <summary>On two threads, each with a product and a storage of its own; what the product holds on to must not grow.</summary>
    private static async Task RunAsync<T>(
        int count,
        Func<Random, Func<T>> source,
        Func<IServiceProvider, FakeStorage, Func<T, Task>> open,
        Func<T, string> quote
    )
    {
        var workers = Enumerable
            .Range(0, Threads)
            .Select(worker =>
            {
                var storage = new FakeStorage();
                var host = storage.Build(BodyMutator.Keys);
                return (Next: source(new Random(Seed.Value + worker)), Feed: open(host.Services, storage), storage, host);
            })
            .ToList();
        await FeedAsync(count / 2); // By then the pools of buffers are filled.
        workers.ForEach(worker => worker.storage.Clear());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await FeedAsync(count - (count / 2));
        workers.ForEach(worker => worker.storage.Clear());
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        workers.ForEach(worker => worker.host.Dispose());
        Report.Line($"Fuzz: memory grew by {growth / 1024} KiB");
        Assert.True(growth < 4 * 1024 * 1024, $"Memory grew by {growth} bytes.");

        Task FeedAsync(int all) =>
            Task.WhenAll(
                workers.Select(worker =>
                    Task.Run(async () =>
                    {
                        for (var number = 0; number < all / Threads; number++)
                        {
                            var input = worker.Next();
                            worker.storage.Clear();
                            try
                            {
                                await worker.Feed(input);
                            }
                            catch (Exception fault)
                            {
                                throw new InvalidOperationException($"Seed {Seed.Value}, {quote(input)}", fault);
                            }
                        }
                    })
                )
            );
    }

    private static void Tell<T>(string what, IReadOnlyDictionary<T, int> outcomes)
    {
        var each = outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}");
        Report.Line($"Fuzz: seed {Seed.Value}, {outcomes.Values.Sum()} {what}: {string.Join(", ", each)}");
    }
}
