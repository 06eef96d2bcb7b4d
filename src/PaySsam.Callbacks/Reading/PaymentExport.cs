using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Callbacks.Reading;

/// <summary>
/// The payments and cancellations of some days as CSV, for a spreadsheet: UTF-8 with a byte order mark, a line for each payment
/// and a negative one for each cancellation, day by day in the order of the bills' keys. It is written as it is read, and never held.
/// </summary>
public sealed partial class PaymentExport(JournalReader journal, ReceivedMovements received, ILogger<PaymentExport> logger)
{
    private const int MostDays = 366;
    private const int Buffered = 16 * 1024;
    private const int Columns = 17;

    private static readonly string Head =
        '\uFEFF'
        + Csv.Line(
            "day",
            "approved_at",
            "bill_id",
            "state",
            "amount_won",
            "appr_num",
            "appr_pay_type",
            "appr_issuer",
            "received_at",
            "callback_id",
            "acquirer_code",
            "acquirer",
            "instalments",
            "origin_appr_num",
            "source",
            "first_received_at",
            "member"
        );

    /// <summary>
    /// Null once the file is written; otherwise what to answer instead: 400 for what are no days, 503 where storage fails before
    /// anything is sent. Rows that cannot be read are left out: the header says how many, and the last line does if some were
    /// met after the header had been sent.
    /// </summary>
    /// <param name="from">The first Korean day, <c>yyyy-MM-dd</c>.</param>
    /// <param name="to">The last, at most 365 days later.</param>
    /// <param name="begin">Begins a file of this name; told how many rows are left out so far.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="Exception">The file was begun and cannot be ended: nobody may take it for a whole one.</exception>
    public Task<Reply?> WriteAsync(string? from, string? to, Func<string, int, PipeWriter> begin, CancellationToken cancellationToken) =>
        WriteAsync((from, to), ("from", "to", "payments"), OfDayAsync, begin, cancellationToken);

    /// <summary>
    /// The same by the day on which a payment or cancellation first came, whatever its own day: so a month that was closed can be topped
    /// up.
    /// </summary>
    /// <param name="from">The first Korean day, <c>yyyy-MM-dd</c>.</param>
    /// <param name="to">The last, at most 365 days later.</param>
    /// <param name="begin">Begins a file of this name; told how many rows are left out so far.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="Exception">The file was begun and cannot be ended: nobody may take it for a whole one.</exception>
    public Task<Reply?> WriteReceivedAsync(
        string? from,
        string? to,
        Func<string, int, PipeWriter> begin,
        CancellationToken cancellationToken
    ) => WriteAsync((from, to), ("received_from", "received_to", "payments-received"), received.ReadAsync, begin, cancellationToken);

    private async Task<Reply?> WriteAsync(
        (string? From, string? To) days,
        (string From, string To, string File) names,
        Func<DateOnly, DamagedRows, CancellationToken, IAsyncEnumerable<IEnumerable<(DateOnly Day, JournalEntry Entry)>>> read,
        Func<string, int, PipeWriter> begin,
        CancellationToken cancellationToken
    )
    {
        if (KoreanDay.Read(days.From) is not { } first || KoreanDay.Read(days.To) is not { } last)
            return new Reply(400, Base.Error($"{names.From} and {names.To} must be days such as 2026-01-31."));
        if (last.DayNumber - first.DayNumber is < 0 or >= MostDays)
            return new Reply(
                400,
                Base.Error(
                    $"The days are {MostDays} at most: {names.To} must not be before {names.From}, "
                        + $"nor more than {MostDays - 1} days behind it."
                )
            );

        PipeWriter? file = null;
        var (lines, damaged, told) = (new ArrayBufferWriter<byte>(), new DamagedRows(), 0);
        Encoding.UTF8.GetBytes(Head, lines);
        try
        {
            for (var number = first.DayNumber; number <= last.DayNumber; number++)
            {
                await foreach (var bill in read(DateOnly.FromDayNumber(number), damaged, cancellationToken))
                {
                    foreach (var (day, entry) in bill)
                        Encoding.UTF8.GetBytes(Line(day, entry), lines);
                    if (lines.WrittenCount >= Buffered)
                        await SendAsync();
                }
            }

            if (file is not null && damaged.Count > told)
                Encoding.UTF8.GetBytes(DamagedLine(damaged.Count), lines);
            await SendAsync();
            return null;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            if (file is null)
                return StorageFault.Answer(logger, fault);
            Log.BrokenOff(logger, FaultText.Of(fault));
            throw;
        }

        async Task SendAsync()
        {
            if (file is null)
                (file, told) = (begin($"{names.File}-{KoreanDay.Text(first)}-{KoreanDay.Text(last)}.csv", damaged.Count), damaged.Count);
            await file.WriteAsync(lines.WrittenMemory, cancellationToken);
            lines.ResetWrittenCount();
        }
    }

    private async IAsyncEnumerable<IEnumerable<(DateOnly Day, JournalEntry Entry)>> OfDayAsync(
        DateOnly day,
        DamagedRows damaged,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var bills = journal.ReadAsync(day, state: null, afterBill: null, damaged, JournalReader.LargestSegment, cancellationToken);
        await foreach (var bill in bills)
            yield return bill.Where(entry => entry.IsMovement).Select(entry => (day, entry));
    }

    /// <summary>Without an amount, so that sums stay as they are.</summary>
    private static string DamagedLine(int rows) =>
        Csv.Line(["", "", $"damaged rows left out: {rows.ToString(CultureInfo.InvariantCulture)}", .. Enumerable.Repeat("", Columns - 3)]);

    private static string Line(DateOnly day, JournalEntry entry) =>
        Csv.Line(
            KoreanDay.Text(day),
            Time(entry.ApprovedAt),
            Csv.Text(entry.BillId),
            entry.State.ToString(),
            entry.SignedWon?.ToString(CultureInfo.InvariantCulture),
            Csv.Text(entry.Details.ApprNum),
            Csv.Text(entry.Details.PayType),
            Csv.Text(entry.Details.Issuer),
            Time(entry.ReceivedAt),
            entry.CallbackId,
            Csv.Text(entry.Details.AcquirerCode),
            Csv.Text(entry.Details.Acquirer),
            Csv.Text(entry.Details.Instalments),
            Csv.Text(entry.Details.OriginApprNum),
            entry.Source,
            Time(entry.FirstReceivedAt),
            Csv.Text(entry.Details.Member)
        );

    /// <summary>In Korean time.</summary>
    private static string? Time(DateTimeOffset? time) =>
        time is { } at ? KoreanDay.At(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : null;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "An export was broken off: {Fault}")]
        public static partial void BrokenOff(ILogger logger, string fault);
    }
}
