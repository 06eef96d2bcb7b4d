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

        var letter = Assert.Single(
            await bed.Http.ListDeadLettersAsync("InvalidCallback"),
            letter => Content(letter).Contains(_bill, StringComparison.Ordinal)
        );
        Assert.Equal(24, letter["count"]!.GetValue<int>());
        Assert.Equal("appr_state must be W, D, F or C", letter["problem"]!.GetValue<string>());
        Assert.True(letter["last_at"]!.GetValue<DateTime>() > letter["first_at"]!.GetValue<DateTime>());

        var (status, body) = await bed.Http.RedriveAsync(letter["id"]!.GetValue<string>());
        Assert.Equal(409, status);
        Assert.Equal("""{"code":"9999","msg":"It cannot be redriven: appr_state must be W, D, F or C."}""", body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dead_letter_that_fails_again_stays_open(bool beforeTheMark)
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        await store.KeepAsync(Some.DeadLetter(_bill), default);
        var read = (await store.FindAsync(Some.DeadLetter(_bill).Id, default))!;

        if (beforeTheMark)
            await store.KeepAsync(Some.DeadLetter(_bill), default);
        await store.CloseAsync(read with { RedrivenAt = Some.Time }, default);
        if (!beforeTheMark)
            await store.KeepAsync(Some.DeadLetter(_bill), default);

        var letter = (await store.FindAsync(Some.DeadLetter(_bill).Id, default))!;
        Assert.Null(letter.RedrivenAt);
        Assert.Equal(1, letter.Count);
    }

    [Fact]
    public async Task One_that_was_put_right_opens_again_only_for_another_reason()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        var id = Some.DeadLetter(_bill).Id;
        await store.KeepAsync(Some.DeadLetter(_bill), default);
        var corrected = (await store.CorrectAsync(id, """{"appr_state":"F"}""", default))!;
        Assert.Equal(corrected.Correction, (await store.CorrectAsync(id, """{"appr_state":"C"}""", default))!.Correction);

        // Not closed yet: what it was put right with stays.
        await store.KeepAsync(Some.DeadLetter(_bill, hour: 1), default);
        await store.CloseAsync(corrected with { RedrivenAt = Some.Time }, default);
        var open = (await store.FindAsync(id, default))!;
        Assert.Null(open.RedrivenAt);
        Assert.Equal(corrected.Correction, open.Correction);

        await store.CloseAsync(open with { RedrivenAt = Some.Time }, default);
        await store.KeepAsync(Some.DeadLetter(_bill, hour: 2), default);
        var closed = (await store.FindAsync(id, default))!;
        Assert.Equal(Some.Time, closed.RedrivenAt);
        Assert.Equal((3, corrected.Correction), (closed.Count, closed.Correction));

        await store.KeepAsync(Some.DeadLetter(_bill, hour: 3, DeadLetterReason.RefusedByStorage), default);
        var other = (await store.FindAsync(id, default))!;
        Assert.Null(other.RedrivenAt);
        Assert.Null(other.Correction);
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
            await bed.Http.ListDeadLettersAsync("RefusedByStorage"),
            letter => Content(letter).Contains(_bill, StringComparison.Ordinal)
        );
        Assert.Equal("Table Storage refuses it: 400", letter["problem"]!.GetValue<string>());
        Assert.Equal(1, (await bed.Http.FindPaymentAsync(neighbour))!.History());
        Assert.Equal(("C", 1), ((await bed.Http.FindPaymentAsync(_bill))!.State(), (await bed.Http.FindPaymentAsync(_bill))!.History()));
        Assert.Equal(200, (await bed.Http.RedriveAsync(letter["id"]!.GetValue<string>())).Status);
        Assert.Equal("C", (await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 2)).State());
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
        Assert.Equal(409, (await bed.Http.RedriveAsync(letter.Id)).Status);
    }

    [Fact]
    public async Task Dead_letters_are_counted_and_the_open_ones_told_again_and_again()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var host = ProductHost.Build(bed.ConnectionString, add: services => services.AddSingleton<TimeProvider>(time));
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var kept = new MetricCollector<long>(meters, CallbackMetrics.Name, "payssam.deadletters.kept");
        using var open = new MetricCollector<long>(meters, CallbackMetrics.Name, "payssam.deadletters.open");
        await host.Services.GetRequiredService<DeadLetterStore>().KeepAsync(Some.DeadLetter(_bill), default);
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

    [Fact]
    public void The_same_content_is_another_one_of_each_kind()
    {
        var callback = DeadLetter.OfCallback(DeadLetterReason.InvalidCallback, "", "text"u8.ToArray(), Some.Time).Id;
        var messages = new[] { StorageNames.CallbackQueue, StorageNames.DeliveryQueue }.Select(queue =>
            DeadLetter.OfMessage(DeadLetterReason.RetriesExhausted, queue, "", "text", Some.Time).Id
        );
        var undelivered = DeadLetter.OfUndelivered(_bill, "", Some.Time);
        var asCallback = DeadLetter.OfCallback(DeadLetterReason.WebhookUndelivered, "", undelivered.Content, Some.Time).Id;

        Assert.Distinct([callback, .. messages, undelivered.Id, asCallback]);
        Assert.Equal(callback, DeadLetter.OfCallback(DeadLetterReason.RefusedByStorage, "", "text"u8.ToArray(), Some.Time).Id);
    }

    private static string Content(JsonNode letter) => letter["content"]!.GetValue<string>();
}
