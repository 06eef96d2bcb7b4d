using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
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
public sealed partial class PaymentExport(JournalReader journal, ILogger<PaymentExport> logger)
{
    private const int MostDays = 366;
    private const int Buffered = 16 * 1024;

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
            "callback_id"
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
    public async Task<Reply?> WriteAsync(string? from, string? to, Func<string, int, PipeWriter> begin, CancellationToken cancellationToken)
    {
        if (KoreanDay.Read(from) is not { } first || KoreanDay.Read(to) is not { } last)
            return new Reply(400, Base.Error("from and to must be days such as 2026-01-31."));
        if (last.DayNumber - first.DayNumber is < 0 or >= MostDays)
            return new Reply(
                400,
                Base.Error($"The days are {MostDays} at most: to must not be before from, nor more than {MostDays - 1} days behind it.")
            );

        PipeWriter? file = null;
        var (lines, damaged, told) = (new ArrayBufferWriter<byte>(), new DamagedRows(), 0);
        Encoding.UTF8.GetBytes(Head, lines);
        try
        {
            for (var number = first.DayNumber; number <= last.DayNumber; number++)
            {
                var day = DateOnly.FromDayNumber(number);
                var bills = journal.ReadAsync(day, state: null, afterBill: null, damaged, JournalReader.LargestSegment, cancellationToken);
                await foreach (var bill in bills)
                {
                    foreach (var entry in bill.Where(entry => entry.IsPayment || entry.IsCancellation))
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
                (file, told) = (begin($"payments-{KoreanDay.Text(first)}-{KoreanDay.Text(last)}.csv", damaged.Count), damaged.Count);
            await file.WriteAsync(lines.WrittenMemory, cancellationToken);
            lines.ResetWrittenCount();
        }
    }

    /// <summary>Without an amount, so that sums stay as they are.</summary>
    private static string DamagedLine(int rows) =>
        Csv.Line("", "", $"damaged rows left out: {rows.ToString(CultureInfo.InvariantCulture)}", "", "", "", "", "", "", "");

    private static string Line(DateOnly day, JournalEntry entry) =>
        Csv.Line(
            KoreanDay.Text(day),
            Time(entry.ApprovedAt),
            Csv.Text(entry.BillId),
            entry.State.ToString(),
            entry.AmountWon is null ? null : entry.SignedWon.ToString(CultureInfo.InvariantCulture),
            Csv.Text(entry.ApprNum),
            Csv.Text(entry.PayType),
            Csv.Text(entry.Issuer),
            Time(entry.ReceivedAt),
            entry.CallbackId
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
