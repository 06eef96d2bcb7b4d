using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.DeadLetters;

public class DeadLetterTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task An_invalid_callback_sent_24_times_is_one_dead_letter_with_count_24()
    {
        for (var hour = 0; hour < 24; hour++)
            Assert.Equal(400, (await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", "X")))).Status);

        var letter = Assert.Single(await ListAsync("InvalidCallback"), letter => Content(letter).Contains(_bill, StringComparison.Ordinal));
        Assert.Equal(24, letter["count"]!.GetValue<int>());
        Assert.Equal("appr_state must be W, D, F or C", letter["problem"]!.GetValue<string>());
        Assert.True(letter["last_at"]!.GetValue<DateTime>() > letter["first_at"]!.GetValue<DateTime>());

        var (status, body) = await RedriveAsync(letter["id"]!.GetValue<string>());
        Assert.Equal(409, status);
        Assert.Equal("""{"code":"9999","msg":"It cannot be redriven: appr_state must be W, D, F or C."}""", body);
    }

    [Fact]
    public async Task What_an_older_version_refused_can_be_redriven_by_one_that_takes_it()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        for (var hour = 0; hour < 24; hour++)
            await store.KeepAsync(Refused(hour), default);

        for (var time = 0; time < 2; time++)
            Assert.Equal(200, (await RedriveAsync(Refused(0).Id)).Status);

        var payment = await bed.Http.WaitForPaymentAsync(_bill);
        Assert.Equal(("F", 1), (payment.State(), payment.History()));
        var letter = (await store.FindAsync(Refused(0).Id, default))!;
        Assert.Equal(24, letter.Count);
        Assert.NotNull(letter.RedrivenAt);

        await store.KeepAsync(Refused(24), default);
        Assert.Null((await store.FindAsync(letter.Id, default))!.RedrivenAt);
    }

    [Fact]
    public async Task What_is_of_no_use_can_be_dismissed_and_opens_again_when_it_comes_again()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        await store.KeepAsync(Refused(0), default);

        using var reply = await bed.Http.PostAsync($"api/deadletters/{Refused(0).Id}/dismiss", null);
        Assert.Equal($$"""{"id":"{{Refused(0).Id}}","dismissed":true}""", await reply.Content.ReadAsStringAsync());
        Assert.NotNull(
            (await ListAsync("InvalidCallback")).Single(letter => letter["id"]!.GetValue<string>() == Refused(0).Id)["dismissed_at"]
        );
        Assert.DoesNotContain(Refused(0).Id, await OpenAsync(store));

        await store.KeepAsync(Refused(1), default);
        Assert.Contains(Refused(0).Id, await OpenAsync(store));
        using var unknown = await bed.Http.PostAsync("api/deadletters/0/dismiss", null);
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    private static async Task<IEnumerable<string>> OpenAsync(DeadLetterStore store)
    {
        var open = new List<string>();
        string? after = null;
        do
        {
            (var letters, after) = await store.ListAsync(null, onlyOpen: true, 100, whole: true, after, default);
            open.AddRange(letters.Select(letter => letter.Id));
        } while (after is not null);
        return open;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dead_letter_that_fails_again_stays_open(bool beforeTheMark)
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        await store.KeepAsync(Refused(0), default);
        var read = (await store.FindAsync(Refused(0).Id, default))!;

        if (beforeTheMark)
            await store.KeepAsync(Refused(0), default);
        await store.CloseAsync(read with { RedrivenAt = Some.Time }, default);
        if (!beforeTheMark)
            await store.KeepAsync(Refused(0), default);

        var letter = (await store.FindAsync(Refused(0).Id, default))!;
        Assert.Null(letter.RedrivenAt);
        Assert.Equal(1, letter.Count);
    }

    [Fact]
    public async Task What_storage_refuses_for_ever_is_a_dead_letter_and_delays_nobody()
    {
        var neighbour = Some.BillId();
        var (refused, recorded) = (Some.Callback(_bill), Some.Callback(_bill, ("appr_state", "C")));

        // The two of one bill together, then the first of them alone.
        var transport = new FaultyTransport(request =>
            request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal)
            && FaultyTransport.Text(request).Contains(refused.Id, StringComparison.Ordinal)
                ? Fault.Status400
                : null
        );
        using var host = ProductHost.Build(bed.ConnectionString, transport);
        var message = CallbackMessage.Encode([Some.Received(refused), Some.Received(recorded), Some.Received(Some.Callback(neighbour))]);

        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);

        var letter = Assert.Single(
            await ListAsync("RefusedByStorage"),
            letter => Content(letter).Contains(_bill, StringComparison.Ordinal)
        );
        Assert.Equal("Table Storage refuses it: 400", letter["problem"]!.GetValue<string>());
        Assert.Equal(1, (await bed.Http.FindPaymentAsync(neighbour))!.History());
        Assert.Equal(("C", 1), ((await bed.Http.FindPaymentAsync(_bill))!.State(), (await bed.Http.FindPaymentAsync(_bill))!.History()));
        Assert.Equal(200, (await RedriveAsync(letter["id"]!.GetValue<string>())).Status);
        Assert.Equal("C", (await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 2)).State());
    }

    [Fact]
    public async Task All_of_one_reason_are_redriven_page_by_page()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        var bills = Enumerable.Range(0, 150).Select(_ => Some.BillId()).ToList();
        await Task.WhenAll(bills.Select(bill => store.KeepAsync(Refused(0, bill, DeadLetterReason.RefusedByStorage), default)));

        var redriven = new HashSet<string>();
        string? continuation = null;
        do
        {
            using var response = await bed.Http.PostAsync(
                $"api/deadletters/redrive?reason=refusedbystorage&continuation={continuation}",
                null
            );
            Assert.Equal(200, (int)response.StatusCode);
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Empty(page["refused"]!.AsArray());
            redriven.UnionWith(page["redriven"]!.AsArray().Select(letter => letter!["id"]!.GetValue<string>()));
            continuation = page["continuation"]?.GetValue<string>();
        } while (continuation is not null);

        Assert.Superset(bills.Select(bill => Refused(0, bill).Id).ToHashSet(), redriven);
        foreach (var bill in bills)
            Assert.Equal(1, (await bed.Http.WaitForPaymentAsync(bill)).History());
    }

    [Fact]
    public async Task Content_that_no_row_can_hold_is_recorded_as_too_large()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        var letter = DeadLetter.OfMessage(
            DeadLetterReason.UnreadableMessage,
            StorageNames.CallbackQueue,
            "it is odd",
            _bill + new string('x', 15 * 64_000),
            Some.Time
        );

        await store.KeepAsync(letter, default);

        Assert.Equal("it is odd; its 960020 bytes are too large to keep", (await store.FindAsync(letter.Id, default))!.Problem);
        Assert.Equal(409, (await RedriveAsync(letter.Id)).Status);
    }

    [Theory]
    [InlineData("api/deadletters?reason=none")]
    [InlineData("api/deadletters?reason=0")]
    public async Task An_unknown_reason_is_refused(string url)
    {
        using var response = await bed.Http.GetAsync(url);
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_dead_letter_is_not_found() => Assert.Equal(404, (await RedriveAsync("none")).Status);

    [Fact]
    public async Task Dead_letters_are_counted_and_the_open_ones_told_again_and_again()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var host = ProductHost.Build(bed.ConnectionString, add: services => services.AddSingleton<TimeProvider>(time));
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var kept = new MetricCollector<long>(meters, CallbackMetrics.Name, "payssam.deadletters.kept");
        using var open = new MetricCollector<long>(meters, CallbackMetrics.Name, "payssam.deadletters.open");
        await host.Services.GetRequiredService<DeadLetterStore>().KeepAsync(Refused(0), default);
        await host.StartAsync();

        for (var deadline = DateTime.UtcNow.AddMinutes(1); open.GetMeasurementSnapshot().Count < 2; await Task.Delay(50))
        {
            Assert.True(DateTime.UtcNow < deadline, "They were not counted.");
            time.Advance(TimeSpan.FromMinutes(5));
        }

        await host.StopAsync();
        Assert.Equal("invalidcallback", Assert.Single(kept.GetMeasurementSnapshot()).Tags["reason"]);
        Assert.All(open.GetMeasurementSnapshot(), measurement => Assert.True(measurement.Value > 0));
    }

    private DeadLetter Refused(int hour, string? bill = null, DeadLetterReason reason = DeadLetterReason.InvalidCallback) =>
        DeadLetter.OfCallback(reason, "an older version did not take it", Some.Callback(bill ?? _bill).Json, Some.Time.AddHours(hour));

    private static string Content(JsonNode letter) => letter["content"]!.GetValue<string>();

    private async Task<(int Status, string Body)> RedriveAsync(string id)
    {
        using var response = await bed.Http.PostAsync($"api/deadletters/{id}/redrive", null);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<List<JsonNode>> ListAsync(string reason)
    {
        var letters = new List<JsonNode>();
        string? continuation = null;
        do
        {
            var page = JsonNode.Parse(await bed.Http.GetStringAsync($"api/deadletters?reason={reason}&continuation={continuation}"))!;
            letters.AddRange(page["dead_letters"]!.AsArray().Select(letter => letter!));
            continuation = page["continuation"]?.GetValue<string>();
        } while (continuation is not null);
        return letters;
    }
}
