using System.Globalization;
using System.Text;
using Microsoft.VisualBasic.FileIO;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Serving;

/// <summary>Money in a file.</summary>
/// <param name="Day">The Korean day.</param>
/// <param name="Bill">Its <c>bill_id</c>.</param>
/// <param name="IsCancellation">Whether it went back.</param>
/// <param name="Won">Negative for a cancellation; 0 where no amount is known.</param>
internal sealed record MoneyLine(DateOnly Day, string Bill, bool IsCancellation, long Won);

/// <summary>The receiver's file of payments: <c>GET …?from=yyyy-MM-dd&amp;to=yyyy-MM-dd</c>, as CSV.</summary>
/// <param name="receiver">Carries the requests.</param>
/// <param name="url">The URL that the days are added to.</param>
/// <param name="functionKey">Sent as <c>x-functions-key</c>, where there is one.</param>
internal sealed class PaymentsFile(Receiver receiver, Uri url, string? functionKey)
{
    private const int Largest = 1024 * 1024 * 1024;

    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="interrupted">Ends it.</param>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public Task<Answer> AskAsync(DateOnly from, DateOnly to, CancellationToken interrupted) =>
        receiver.SendAsync(
            Payments.Request(url.With("from", $"{from:yyyy-MM-dd}").With("to", $"{to:yyyy-MM-dd}"), functionKey),
            Largest,
            interrupted
        );

    /// <summary>
    /// Its lines, from the columns <c>day</c>, <c>bill_id</c>, <c>state</c> and <c>amount_won</c>. Null where the answer is no
    /// such file.
    /// </summary>
    public static IReadOnlyList<MoneyLine>? Read(Answer answer)
    {
        if (answer.Status != 200)
            return null;
        var lines = Lines(answer).ToList();
        var places = lines.Take(1).SelectMany(names => Columns.Select(column => Array.IndexOf(names, column))).ToList();
        if (places.Count == 0 || places.Contains(-1))
            return null;
        return
        [
            .. lines
                .Skip(1)
                .Where(cells => cells.Length > places.Max() && cells[places[2]] is "F" or "C")
                .Select(cells => new MoneyLine(
                    DateOnly.ParseExact(cells[places[0]], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    cells[places[1]],
                    cells[places[2]] is "C",
                    long.TryParse(cells[places[3]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var won) ? won : 0
                )),
        ];
    }

    private static readonly string[] Columns = ["day", "bill_id", "state", "amount_won"];

    private static IEnumerable<string[]> Lines(Answer answer)
    {
        using var parser = new TextFieldParser(new MemoryStream(answer.Body.ToArray()), Encoding.UTF8) { Delimiters = [","] };
        while (parser.ReadFields() is { } cells)
            yield return cells;
    }
}
