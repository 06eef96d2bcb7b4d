using System.Globalization;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reading;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reading;

public class FormerEntriesTests
{
    [Fact]
    public void Of_each_state_and_number_the_highest_rank_stays_where_the_first_came()
    {
        (JournalEntry Entry, string Rank)[] came =
        [
            Entry("1", "b"),
            Entry("2", "a"),
            Entry("1", "c"),
            Entry(null, "a"),
            Entry("2", "a"),
            Entry("1", "a"),
            Entry(null, "b"),
        ];
        var entries = new FormerEntries();
        foreach (var entry in came)
            entries.Add(entry);

        Assert.Equal([came[2].Entry, came[1].Entry, came[6].Entry], entries.All);
    }

    /// <summary>Looked for one by one, each among all before it, they would take many minutes.</summary>
    [Fact]
    public async Task A_bill_of_very_many_approvals_takes_no_search_for_each()
    {
        const int many = 500_000;
        var entries = new FormerEntries();
        await Task.Run(() =>
            {
                for (var number = 0; number < many; number++)
                    entries.Add(Entry(number.ToString(CultureInfo.InvariantCulture), "a"));
            })
            .WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(many, entries.All.Count());
    }

    private static (JournalEntry Entry, string Rank) Entry(string? number, string rank) =>
        (
            new(
                "a",
                "a",
                ApprState.F,
                Id: null,
                CallbackId: null,
                ApprovedAt: null,
                AmountWon: 1,
                new(number, null, null, null, null, null, null, null, Member: rank),
                "callback",
                Some.Time,
                Some.Time
            ),
            rank
        );
}
