using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Callbacks.Payments;
using PaySsam.Callbacks.Queueing;
using PaySsam.Callbacks.Storage;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Payments;

public class CallbackRecorderTests(TestBed bed)
{
    private readonly string[] _bills = [Some.BillId(), Some.BillId(), Some.BillId()];

    [Fact]
    public async Task A_bill_that_fails_holds_up_no_other_and_is_recorded_when_the_message_comes_again()
    {
        var fails = true;
        var failing = Some.Callback(_bills[0]);
        using var host = ProductHost.Build(bed.ConnectionString, new FaultyTransport(request =>
            fails && FaultyTransport.Text(request).Contains(failing.Id, StringComparison.Ordinal) ? Fault.Status500 : null));
        var recorder = host.Services.GetRequiredService<CallbackRecorder>();
        var message = CallbackMessage.Encode(_bills.Select(bill => Some.Received(Some.Callback(bill))));

        await Assert.ThrowsAsync<RequestFailedException>(() => recorder.RecordAsync(message, default));
        Assert.Equal([0, 1, 1], await HistoriesAsync());
        fails = false;
        await recorder.RecordAsync(message, default);
        Assert.Equal([1, 1, 1], await HistoriesAsync());
    }

    [Fact]
    public async Task A_fault_at_the_first_bill_keeps_none_of_the_many_others_waiting_for_its_turn()
    {
        var store = new FirstFails();
        using var host = new FakeStorage().Build(Some.ApiKey);
        var recorder = ActivatorUtilities.CreateInstance<CallbackRecorder>(host.Services, store);
        var message = CallbackMessage.Encode(Enumerable.Range(0, 40).Select(_ => Some.Received(Some.Callback(Some.BillId()))));

        await Assert.ThrowsAsync<IOException>(() => recorder.RecordAsync(message, default));

        Assert.Equal(40, store.Calls);
    }

    public static TheoryData<string, object> Damages => new()
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
        var row = PaymentRows.State(callback);
        row[property] = value;
        await BreakAsync(row);

        var message = CallbackMessage.Encode(_bills.Select(bill => Some.Received(Some.Callback(bill, ("appr_state", "C")))));
        Assert.Equal("a row of its bill is damaged", await RecordAsync(message));
    }

    [Theory]
    [InlineData("Body")]
    [InlineData("ReceivedAt")]
    public async Task So_does_one_with_a_damaged_event(string property)
    {
        var row = PaymentRows.Event(Some.Received(Some.Callback(_bills[0])));
        row[property] = "text";
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
        Assert.InRange(storage.MostAtOnce, 2, 8);
    }

    private async Task BreakAsync(TableEntity row)
    {
        var table = bed.Tables.GetTableClient(StorageNames.PaymentTable);
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(row);
    }

    /// <summary>What is wrong with the first bill, when the others are recorded. Its dead letter is kept apart, where no other test redrives it.</summary>
    private async Task<string> RecordAsync(string message)
    {
        var apart = new FakeStorage();
        using var host = ProductHost.Build(bed.ConnectionString);
        using var other = apart.Build(Some.ApiKey);
        await ActivatorUtilities.CreateInstance<CallbackRecorder>(host.Services, other.Services.GetRequiredService<DeadLetterStore>()).RecordAsync(message, default);

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

        public async Task<IReadOnlyList<RecordOutcome>> RecordAsync(IReadOnlyList<ReceivedCallback> callbacks, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _calls) == 1)
                throw new IOException("on purpose");
            await Task.Delay(10, cancellationToken);
            return [.. callbacks.Select(_ => RecordOutcome.New)];
        }

        public Task<Bill?> FindAsync(string billId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
