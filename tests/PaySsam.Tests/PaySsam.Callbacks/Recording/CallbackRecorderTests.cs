using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Recording;

public class CallbackRecorderTests(TestBed bed)
{
    private readonly string[] _bills = [Some.BillId(), Some.BillId(), Some.BillId()];

    [Fact]
    public async Task A_bill_that_fails_is_put_back_alone_and_holds_up_no_other()
    {
        var failing = Some.Callback(_bills[0]);
        using var host = BuildFailing(failing, out var sent);
        var recorder = host.Services.GetRequiredService<CallbackRecorder>();
        var others = _bills.Skip(1).Select(bill => Some.Received(Some.Callback(bill)));

        await recorder.RecordAsync(CallbackMessage.Encode([Some.Received(failing), Some.Received(failing, 60), .. others]), default);

        Assert.Equal([0, 1, 1], await HistoriesAsync());
        var (text, delay) = Assert.Single(sent.Distinct()); // The queue may have had to be created first.
        Assert.Equal(CallbackMessage.Encode([Some.Received(failing), Some.Received(failing, 60)]), text);
        Assert.Equal("30", delay);

        // Alone it fails as a whole, and the queue counts.
        await Assert.ThrowsAsync<RequestFailedException>(() => recorder.RecordAsync(text, default));
        Assert.Single(sent.Distinct());
    }

    [Fact]
    public async Task Where_it_cannot_be_put_back_the_whole_message_comes_again()
    {
        var failing = Some.Callback(_bills[0]);
        using var host = BuildFailing(failing, out var sent, Fault.Status500);
        var recorder = host.Services.GetRequiredService<CallbackRecorder>();
        var message = CallbackMessage.Encode(_bills.Select(bill => Some.Received(Some.Callback(bill))));

        await Assert.ThrowsAsync<RequestFailedException>(() => recorder.RecordAsync(message, default));

        Assert.NotEmpty(sent);
        Assert.Equal([0, 1, 1], await HistoriesAsync());
        using var well = ProductHost.Build(bed.ConnectionString);
        await well.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);
        Assert.Equal([1, 1, 1], await HistoriesAsync());
    }

    [Fact]
    public async Task A_fault_at_the_first_bill_does_not_keep_others_waiting()
    {
        var store = new FirstFails();
        var storage = new FakeStorage();
        using var host = storage.Build(Some.ApiKey);
        var recorder = ActivatorUtilities.CreateInstance<CallbackRecorder>(host.Services, store);
        var message = CallbackMessage.Encode(Enumerable.Range(0, 40).Select(_ => Some.Received(Some.Callback(Some.BillId()))));

        await recorder.RecordAsync(message, default);

        Assert.Equal(40, store.Calls);
        Assert.Equal(1, storage.Callbacks); // Put back.
    }

    public static TheoryData<string, object> Damages =>
        new()
        {
            { "bill_id", 1 },
            { "appr_price", 50000 },
            { "appr_state", "nonsense" },
            { "UnknownFields", "" },
        };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_bill_with_a_damaged_row_becomes_a_dead_letter_and_holds_up_no_other(string property, object value)
    {
        var callback = Some.Callback(_bills[0]);
        var row = StateRow.Write(callback);
        row[property] = value;
        await BreakAsync(row);

        var message = CallbackMessage.Encode(_bills.Select(bill => Some.Received(Some.Callback(bill, ("appr_state", "C")))));
        Assert.Equal("a row of its bill is damaged", await RecordAsync(message));
    }

    [Theory]
    [InlineData("FilledFields", "text")]
    [InlineData("ReceivedAt", "text")]
    [InlineData("appr_num", 1)]
    public async Task So_does_one_with_a_damaged_event(string property, object value)
    {
        var row = PaymentRows.Event(Some.Received(Some.Callback(_bills[0])) with { PublicId = EventColumns.NewPublicId() });
        row[property] = value;
        await BreakAsync(row);

        var message = CallbackMessage.Encode(_bills.Select(bill => Some.Received(Some.Callback(bill))));
        Assert.Equal("a row of its bill is damaged", await RecordAsync(message));
    }

    [Fact]
    public async Task Callbacks_of_one_bill_take_one_transaction()
    {
        var storage = new FakeStorage();
        using var host = storage.Build(Some.ApiKey);
        var message = CallbackMessage.Encode("WDFC".Select(state => Some.Received(Some.Callback(_bills[0], ("appr_state", $"{state}")))));

        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);

        Assert.Equal(1, storage.Transactions);
    }

    [Fact]
    public async Task Bills_of_a_message_are_written_side_by_side_but_not_all_at_once()
    {
        var storage = new FakeStorage { WriteTime = TimeSpan.FromMilliseconds(50) };
        using var host = storage.Build(Some.ApiKey);
        var message = CallbackMessage.Encode(Enumerable.Range(0, 40).Select(_ => Some.Received(Some.Callback(Some.BillId()))));

        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);

        Assert.Equal(40, storage.Transactions);
        Assert.InRange(storage.MostAtOnce, 2, 4);
    }

    [Fact]
    public void What_is_put_back_waits_as_long_as_a_message_that_failed() =>
        Assert.Equal(QueueSettings.Read(Path.Combine(AppContext.BaseDirectory, "host.json")).VisibilityTimeout, CallbackQueue.UntilNextTry);

    /// <summary>A product whose tables fail for one callback; takes down what it sends to a queue, and how long that waits.</summary>
    private IHost BuildFailing(Callback failing, out List<(string Text, string Delay)> sent, Fault? whenSending = null)
    {
        var messages = sent = [];
        return ProductHost.Build(
            bed.ConnectionString,
            new FaultyTransport(request =>
            {
                if (!request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal))
                    return FaultyTransport.Text(request).Contains(failing.Id, StringComparison.Ordinal) ? Fault.Status500 : null;
                messages.Add(
                    (
                        FaultyTransport.Text(request).Split("<MessageText>")[1].Split("</MessageText>")[0],
                        request.Uri.Query.Split("visibilitytimeout=")[1].Split('&')[0]
                    )
                );
                return whenSending;
            })
        );
    }

    private async Task BreakAsync(TableEntity row)
    {
        var table = bed.Tables.GetTableClient(StorageNames.PaymentTable);
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(row);
    }

    /// <summary>
    /// What is wrong with the first bill, when the others are recorded. Its dead letter is kept apart, where no other test
    /// redrives it.
    /// </summary>
    private async Task<string> RecordAsync(string message)
    {
        var apart = new FakeStorage();
        using var host = ProductHost.Build(bed.ConnectionString);
        using var other = apart.Build(Some.ApiKey);
        await ActivatorUtilities
            .CreateInstance<CallbackRecorder>(host.Services, other.Services.GetRequiredService<DeadLetterStore>())
            .RecordAsync(message, default);

        Assert.Equal(1, (await bed.Http.FindPaymentAsync(_bills[1]))!.History());
        var (reason, problem, content) = Assert.Single(apart.DeadLetters);
        Assert.Equal("RefusedByStorage", reason);
        Assert.Contains(_bills[0], Encoding.UTF8.GetString(content), StringComparison.Ordinal);
        return problem;
    }

    private async Task<IEnumerable<int>> HistoriesAsync() =>
        await Task.WhenAll(_bills.Select(async bill => (await bed.Http.FindPaymentAsync(bill))?.History() ?? 0));

    private sealed class FirstFails : IPaymentStore
    {
        private int _calls;

        public int Calls => _calls;

        public async Task<RecordedBill> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _calls) == 1)
                throw new IOException("on purpose");
            await Task.Delay(10, cancellationToken);
            return new RecordedBill([.. callbacks.Select(_ => RecordOutcome.New)], callbacks[0].Callback);
        }

        public Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ConfirmAsync(PaySsam.Callbacks.Model.Callback payment, DateTimeOffset at, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
