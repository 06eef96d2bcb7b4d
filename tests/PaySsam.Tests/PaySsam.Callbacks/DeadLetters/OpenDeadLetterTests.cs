using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.DeadLetters;

/// <summary>However many there are, an alert and a page only need to know that there are many.</summary>
public class OpenDeadLetterTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(999, 999)]
    [InlineData(1_000, 1_000)]
    [InlineData(5_000, 1_000)]
    public async Task Open_ones_are_counted_to_a_thousand_in_one_read(int open, int counted)
    {
        var storage = new FakeStorage();
        storage.Tables.Add(
            "DeadLetters",
            Enumerable
                .Range(0, open)
                .Select(number => new TableEntity(number.ToString("00000", CultureInfo.InvariantCulture), "dead-letter"))
        );
        using var host = storage.Build(Some.ApiKey);

        Assert.Equal(counted, await host.Services.GetRequiredService<DeadLetterStore>().CountOpenAsync(default));
        Assert.Equal(1, storage.Tables.Reads);
    }
}
