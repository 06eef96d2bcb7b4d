using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Reading;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>An export of many lines, on tables in memory. <c>PAYSSAM_TEST_LINES</c> sets how many.</summary>
[Collection(nameof(Alone))]
public class ExportMemoryTests
{
    private static readonly int Lines = int.TryParse(
        Environment.GetEnvironmentVariable("PAYSSAM_TEST_LINES"),
        CultureInfo.InvariantCulture,
        out var lines
    )
        ? lines
        : 50_000;

    [Fact]
    public async Task Memory_does_not_grow_with_the_lines_of_an_export()
    {
        var storage = new FakeStorage();
        using var host = storage.Build(Some.ApiKey);
        storage.Tables.Add(
            "Journal",
            Enumerable.Range(0, Lines).Select(number => JournalDays.Rows(number % 8, Some.Received(Some.Callback($"{number:0000000}")))[0])
        );
        using var file = new MeasuringStream(Lines / 10, () => storage.Tables.Reads);

        Assert.Null(
            await host
                .Services.GetRequiredService<PaymentExport>()
                .WriteAsync("2025-01-05", "2025-01-05", (_, _) => PipeWriter.Create(file), default)
        );

        Assert.Equal(Lines + 1, file.Lines);
        Assert.True(file.Heaps.Count >= 9, $"Measured {file.Heaps.Count} times only.");
        Assert.True(
            file.ReadsAtFirst < storage.Tables.Reads / 2,
            $"Of {storage.Tables.Reads} reads {file.ReadsAtFirst} came before a tenth was written."
        );
        var growth = file.Heaps.Skip(1).Max() - file.Heaps[0];
        Report.Line(
            $"Export: {Lines} lines in {storage.Tables.Reads} reads: from a tenth of them to the end memory grew by {growth / 1024} KiB"
        );
        Assert.True(growth < 8 * 1024 * 1024, $"Memory grew by {growth} bytes.");
    }

    /// <summary>Counts the lines that are written to it, and weighs the heap every so many.</summary>
    private sealed class MeasuringStream(int every, Func<int> reads) : MemoryStream
    {
        public int Lines { get; private set; }

        public List<long> Heaps { get; } = [];

        /// <summary>How much was read when so many had been written.</summary>
        public int ReadsAtFirst { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Lines += buffer.Span.Count((byte)'\n');
            if (Lines < (Heaps.Count + 1) * every)
                return ValueTask.CompletedTask;
            if (Heaps.Count == 0)
                ReadsAtFirst = reads();
            Heaps.Add(GC.GetTotalMemory(forceFullCollection: true));
            return ValueTask.CompletedTask;
        }
    }
}
