using System.Net;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using PaySsam.LocalHost;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Drives a LocalHost that logs all it can through everything that can go wrong, with canaries for keys and personal
/// data: they reach no log and no error, and the keys not even storage.
/// </summary>
public class SecretCanaryTests
{
    private readonly string _bill = Some.BillId();
    private readonly string _corrected = Some.BillId();
    private readonly List<string> _told = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _answers = [];
    private readonly List<string> _followed = [];
    private readonly List<string> _hashes = [];
    private static readonly string[] Books =
    [
        "api/payments?day=2025-01-05",
        "api/payments.csv?from=2025-01-05&to=2025-01-05",
        "api/summary?day=2025-01-05",
        "api/attention?all=true",
    ];

    private static readonly string[] Routes =
    [
        "api/payssam/callback",
        "api/payments",
        "api/payments.csv",
        "api/summary",
        "api/attention",
        "api/attention/settle",
        "api/deadletters",
        "api/bills",
        "api/reconcile",
        "api/retention",
        "api/reconcile/trust",
        "api/reconcile/resume",
        "api/operator",
        "api/health",
        "api/health/details",
        "api/none",
        "api//payssam/callback",
    ];

    private WebhookReceiver? _receiver;
    private WebhookReceiver? _paySsam;

    [Fact]
    public async Task A_canary_reaches_no_log_and_no_error_and_a_key_no_storage()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = _receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = async http =>
        {
            http.Response.StatusCode = 410;
            await http.Response.WriteAsync(string.Join(' ', Canaries.Personal));
        };
        await using var paySsam = _paySsam = await WebhookReceiver.StartAsync();
        await WithStorageAsync(
            folder,
            async (host, storage) =>
            {
                await ReceiveAsync(host);
                await BreakFramingAsync(host);
                await AskAsync(host);
                await PutOnQueuesAsync(storage);
                await ReadAndRedriveAsync(host);
            },
            async host =>
            {
                await PostAsync(host, 503, Canaries.Json(_bill, ("appr_price", "4")));
                await PostAsync(host, 503, Canaries.Json(_bill, ("appr_state", "?")));
                foreach (var url in new[] { $"api/payments?bill_id={_bill}", "api/deadletters", "api/health" }.Concat(Books))
                    await GetAsync(host, 503, url);
            }
        );
        await WithStorageAsync(
            folder,
            async (host, storage) =>
            {
                await PostAsync(host, 200, Canaries.Json(_bill, ("appr_price", "5")));
                await host.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 6);
                await ReadAndRedriveAsync(host);
                ReadStorage(storage);
                await ReadFollowedAsync(storage);
            },
            _ => Task.CompletedTask
        );

        Assert.All(_told.Concat(_errors), text => Assert.Empty(Canaries.AllIn(text)));

        // Neither does a content hash reach what is told of callbacks: a phone number could be guessed from it.
        Assert.NotEmpty(_hashes);
        Assert.All(_followed.Concat(_receiver.Posts.Select(post => $"{post}")).Concat(_told), NamesNoHash);

        // What changes are told with, the journal, and the lists out of it, hold approval numbers, and nothing else of it.
        Assert.NotEmpty(_followed);
        Assert.NotEmpty(_receiver.Posts);
        Assert.All(_followed, text => Assert.Empty(Canaries.AllIn(text).Except([Canaries.Approval, Canaries.Origin])));
        Assert.All(_receiver.Posts, post => Assert.Empty(Canaries.AllIn($"{post}").Except([Canaries.Approval])));
        Assert.All(_answers, text => Assert.Empty(Canaries.KeysIn(text)));
        var files = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        Assert.All(files, text => Assert.Empty(Canaries.KeysIn(text)));

        Report.Line(
            $"Canaries: {Canaries.Keys.Length + 4} secrets and {Canaries.Personal.Length} personal values sought in "
                + $"{_told.Sum(text => text.Length)} characters of log, {_errors.Count} errors, {files.Count} files: 0 found"
        );

        // All this would find them if they were there.
        Assert.All(
            Canaries.Personal,
            canary => Assert.All([files, _answers], texts => Assert.Contains(texts, text => Canaries.AllIn(text).Contains(canary)))
        );
        Assert.Contains(
            _told,
            text =>
                text.Contains("Callback refused as Invalid", StringComparison.Ordinal)
                && text.Contains("contradicts", StringComparison.Ordinal)
        );
    }

    private void NamesNoHash(string text) => Assert.DoesNotContain(_hashes, hash => text.Contains(hash, StringComparison.Ordinal));

    private async Task WithStorageAsync(
        TemporaryFolder folder,
        Func<ProductProcess, string, Task> whileItIsThere,
        Func<ProductProcess, Task> whileItIsNot
    )
    {
        ProductProcess? host = null;
        try
        {
            await using (var azurite = await Azurite.StartAsync(folder.Path))
            {
                host = await ProductProcess.StartAsync(
                    Product.LocalHost,
                    new Dictionary<string, string?>
                    {
                        ["PaySsamStorage"] = azurite.ConnectionString,
                        ["PaySsam__ApiKeys__0"] = Canaries.Keys[0],
                        ["PaySsam__ApiKeys__1"] = Canaries.Keys[1],
                        ["PaySsam__UrlTokens__0"] = Canaries.UrlToken,
                        ["PaySsam__Changes__Queue"] = "true",
                        ["PaySsam__Webhook__Url"] = $"{_receiver!.Url}?token={Canaries.WebhookToken}",
                        ["PaySsam__Webhook__Secrets__0"] = Canaries.WebhookSecret,
                        ["PaySsam__Api__BaseUrl"] = $"{_paySsam!.Url}",
                        ["PaySsam__Api__Version"] = "v2",
                        ["PaySsam__Api__Key"] = Canaries.PartnerKey,
                        ["Logging__LogLevel__Default"] = "Trace",
                    }
                );
                await whileItIsThere(host, azurite.ConnectionString);
            }

            await whileItIsNot(host);
            await host.StopAsync();
            _told.Add(host.Output);
        }
        finally
        {
            if (host is not null)
                await host.DisposeAsync();
        }
    }

    private async Task ReceiveAsync(ProductProcess host)
    {
        foreach (var (status, body) in Canaries.Refused(_bill))
            await PostAsync(host, status, body);

        foreach (var (status, body) in Canaries.WithToken(_bill))
        {
            var reply = await host.Http.PostAsync(
                Encoding.UTF8.GetBytes(body),
                Canaries.UrlToken,
                type: $"text/plain; x={Canaries.UrlToken}"
            );
            Assert.Equal(status, reply.Status);
            _errors.Add(reply.Body);
        }

        foreach (var url in Routes)
        {
            using var response = await host.Http.GetAsync($"{url}?token={Canaries.UrlToken}&continuation={Canaries.UrlToken}");
            (response.IsSuccessStatusCode ? _answers : _errors).Add(await response.Content.ReadAsStringAsync());
        }

        // A contradiction, a repeat, the other key, and one that storage has to be told.
        foreach (var price in new[] { "1", "2", "1", "3" })
            await PostAsync(host, 200, Canaries.Json(_bill, ("appr_price", price), ("apikey", Canaries.Keys[price is "3" ? 1 : 0])));
        await PostAsync(host, 200, Canaries.Json(_bill, ("appr_state", "D"), ("appr_price", "1")));

        // The same again, in the names of v2 and in an envelope, and one more.
        await PostAsync(host, 200, Canaries.JsonV2(_bill, ("appr_price", "1")));
        await PostAsync(host, 200, Canaries.Enveloped(_bill, ("appr_price", "2")));
        await PostAsync(host, 200, Canaries.JsonV2(_bill, ("appr_price", "6"), ("apikey", Canaries.Keys[1])));
        await host.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 5);
    }

    private async Task BreakFramingAsync(ProductProcess host)
    {
        var body = Canaries.Json(_bill);
        const string post = "POST /api/payssam/callback HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        foreach (
            var request in new[]
            {
                $"{post.Replace("close", "keep-alive", StringComparison.Ordinal)}Content-Length: {body.Length - 99}\r\n\r\n{body}\r\n\r\n",
                $"{post}Content-Length: {Canaries.Personal[0]}\r\n\r\n{body}",
                $"{post}Transfer-Encoding: chunked\r\n\r\n{Canaries.Keys[0]}\r\n{body}",
                $"{post}Transfer-Encoding: chunked\r\n\r\n9\r\n{body}",
                $"{post}{body}\r\n\r\n",
                $"{body}\r\n\r\n",
            }
        )
        {
            using var connection = await RawConnection.OpenAsync(host.Http.BaseAddress!);
            await connection.SendAsync(Encoding.UTF8.GetBytes(request));
            _errors.Add(await connection.ReadToEndAsync());
        }
    }

    /// <summary>What is found of the first answer is recorded, personal data and all; nothing else is.</summary>
    private async Task AskAsync(ProductProcess host)
    {
        var bill = Some.BillId();
        foreach (var (status, body) in Canaries.Answers(bill))
        {
            _paySsam!.Answer = http =>
            {
                http.Response.StatusCode = status;
                return http.Response.WriteAsync(body);
            };
            _errors.Add(await AnswerAsync(await host.Http.PostAsync($"api/payments/check?bill_id={bill}", null), 200));
        }

        Assert.Contains(Canaries.PartnerKey, _paySsam!.Posts[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"result\":\"found\"", _errors[^8], StringComparison.Ordinal);
        await host.Http.WaitForPaymentAsync(bill);
        _errors.Add(await AnswerAsync(await host.Http.PostAsync("api/reconcile?day=2025-01-05", null), 200));
        _errors.Add(await AnswerAsync(await host.Http.GetAsync("api/reconcile"), 200));
    }

    private async Task PutOnQueuesAsync(string storage)
    {
        var queues = new QueueServiceClient(storage, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04));
        var queue = queues.GetQueueClient("payssam-callbacks");
        foreach (var message in Canaries.UnreadableMessages(_bill).Append(Canaries.InvalidMessage))
            await queue.SendMessageAsync(message);
        var poison = queues.GetQueueClient("payssam-callbacks-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(
            Canaries.Message(Some.Json(Some.BillId(), ("apikey", null), ("appr_issuer_num", Canaries.Personal[0])))
        );
    }

    private async Task ReadAndRedriveAsync(ProductProcess host)
    {
        await EventuallyAsync(async () =>
            (await host.Http.GetStringAsync("api/deadletters?reason=RetriesExhausted")).Contains("\"id\"", StringComparison.Ordinal)
        );
        await EventuallyAsync(async () =>
            (await host.Http.GetStringAsync("api/deadletters?reason=UnreadableMessage")).Split("\"id\"").Length > 4
        );
        await GetAsync(host, 200, $"api/payments?bill_id={_bill}");
        await GetAsync(host, 404, $"api/payments?bill_id={Some.BillId()}");
        await GetAsync(host, 200, "api/deadletters");
        await GetAsync(host, 400, "api/deadletters?reason=none");
        await GetAsync(host, 400, $"api/payments?day={Canaries.Personal[0]}&state={Canaries.Personal[1]}");
        await GetAsync(host, 400, $"api/payments.csv?from={Canaries.Personal[0]}&to={Canaries.Personal[1]}");
        _errors.Add(await AnswerAsync(await host.Http.GetAsync("api/retention"), 200));
        _errors.Add(await AnswerAsync(await host.Http.PostAsync($"api/retention?dry_run={Canaries.Personal[0]}", null), 400));
        _errors.Add(await AnswerAsync(await host.Http.PostAsync($"api/payments/erase?bill_id={Some.BillId()}", null), 404));
        foreach (var url in Books)
            _followed.Add(await AnswerAsync(await host.Http.GetAsync(url), 200));
        using var note = new StringContent($$"""{"count":"{{Canaries.Personal[0]}}","note":"{{Canaries.Personal[1]}}"}""");
        _errors.Add(await AnswerAsync(await host.Http.PostAsync($"api/attention/settle?bill_id={_bill}", note), 400));
        var redriven = "";
        foreach (var reason in new[] { "InvalidCallback", "UnreadableBody", "UnknownKey", "UnreadableMessage", "RetriesExhausted" })
            redriven += await AnswerAsync(await host.Http.PostAsync($"api/deadletters/redrive?reason={reason}", null), 200);
        Assert.Contains("\"problem\":", redriven, StringComparison.Ordinal);
        _errors.Add(redriven);
        var id = redriven.Split("\"refused\":[{\"id\":\"")[1].Split('"')[0];
        _errors.Add(await AnswerAsync(await host.Http.PostAsync($"api/deadletters/{id}/redrive", null), 409));
        _errors.Add(await AnswerAsync(await host.Http.PostAsync("api/deadletters/none/redrive", null), 404));
        await CorrectAsync(host);
    }

    /// <summary>Of all corrections one is recorded, personal data and all.</summary>
    private async Task CorrectAsync(ProductProcess host)
    {
        var letters = await host.Http.ListDeadLettersAsync("InvalidCallback");
        var letter = letters.First(one => (string?)one["to_correct"] == "appr_state must be W, D, F or C");
        foreach (var (status, correction) in Canaries.Corrections(_corrected))
        {
            foreach (var query in new[] { "?dry_run=true", "" })
            {
                using var body = new StringContent(correction);
                _errors.Add(await AnswerAsync(await host.Http.PostAsync($"api/deadletters/{letter["id"]}/redrive{query}", body), status));
            }
        }

        await host.Http.WaitForPaymentAsync(_corrected);
        await GetAsync(host, 200, $"api/payments?bill_id={_corrected}");
    }

    /// <summary>The journal, the events, and the dead letters of those that the webhook did not take.</summary>
    private async Task ReadFollowedAsync(string storage)
    {
        var tables = new TableServiceClient(storage);
        _hashes.AddRange(
            tables
                .GetTableClient("Payments")
                .Query<TableEntity>()
                .Where(row => row.RowKey.StartsWith("event-", StringComparison.Ordinal))
                .Select(row => row.RowKey["event-".Length..])
        );
        _followed.AddRange(
            tables.ReadJournalRows().Select(row => string.Join(' ', row.Select(property => $"{property.Key}={property.Value}")))
        );
        _followed.AddRange((await ChangeEvents.TakeAsync(storage)).Select(one => one.ToJsonString()));
        var undelivered = tables
            .GetTableClient("DeadLetters")
            .Query<TableEntity>(row => row.RowKey == "dead-letter")
            .Where(row => row.GetString("Reason") == "WebhookUndelivered")
            .ToList();
        Assert.NotEmpty(undelivered);
        _followed.AddRange(undelivered.Select(row => $"{row["Problem"]} {Encoding.UTF8.GetString(row.GetBinary("Content"))}"));
    }

    private void ReadStorage(string storage)
    {
        var tables = new TableServiceClient(storage);
        foreach (var table in tables.Query().Select(table => tables.GetTableClient(table.Name)))
            _answers.AddRange(
                table
                    .Query<TableEntity>()
                    .SelectMany(row =>
                        row.Select(property =>
                            $"{property.Key}={(property.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : property.Value)}"
                        )
                    )
            );
    }

    private async Task PostAsync(ProductProcess host, int status, string body)
    {
        var reply = await host.Http.PostAsync(body);
        Assert.Equal(status, reply.Status);
        _errors.Add(reply.Body);
    }

    private async Task GetAsync(ProductProcess host, int status, string url)
    {
        using var response = await host.Http.GetAsync(url);
        (status == 200 ? _answers : _errors).Add(await AnswerAsync(response, status));
    }

    private static async Task<string> AnswerAsync(HttpResponseMessage response, int status)
    {
        using (response)
        {
            Assert.Equal((HttpStatusCode)status, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }
    }

    private static async Task EventuallyAsync(Func<Task<bool>> reached)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); !await reached(); await Task.Delay(100))
            Assert.True(DateTime.UtcNow < deadline);
    }
}
