using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task A_bill_with_a_damaged_row_becomes_a_dead_letter_and_holds_up_no_other()
    {
        await bed.Tables.GetTableClient(StorageNames.PaymentTable).CreateIfNotExistsAsync();
        await bed.Tables.GetTableClient(StorageNames.PaymentTable).AddEntityAsync(new TableEntity(_bills[0], "state") { ["bill_id"] = _bills[0] });
        using var host = ProductHost.Build(bed.ConnectionString);
        var message = CallbackMessage.Encode(_bills.Select(bill => Some.Received(Some.Callback(bill))));

        await host.Services.GetRequiredService<CallbackRecorder>().RecordAsync(message, default);

        Assert.Equal(1, (await bed.Http.FindPaymentAsync(_bills[1]))!.History());
        var letter = await host.Services.GetRequiredService<PaySsam.Callbacks.DeadLetters.DeadLetterStore>()
            .FindAsync(PaySsam.Callbacks.DeadLetters.DeadLetter.OfCallback(default, "", Some.Callback(_bills[0]).Json, Some.Time).Id, default);
        Assert.Equal("a row of its bill is damaged", letter!.Problem);
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

    private async Task<IEnumerable<int>> HistoriesAsync() =>
        await Task.WhenAll(_bills.Select(async bill => (await bed.Http.FindPaymentAsync(bill))?.History() ?? 0));
}
