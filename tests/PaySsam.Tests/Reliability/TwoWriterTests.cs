using PaySsam.Callbacks.Ledgers;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Callbacks.Ledgers;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Reliability;

/// <summary>
/// Two messages of a bill at once, in every order of their steps, each killed once at every step and delivered again: the journal always
/// ends as the bill's ledger says.
/// </summary>
public class TwoWriterTests
{
    private const string T1 = "20260105100000",
        T2 = "20260105110000",
        T3 = "20260106120000",
        T4 = "20260107130000";

    public static TheoryData<string, Callback[]> Histories =>
        new()
        {
            { "new bill", [F("1", T1, "500"), F("2", T2, "500")] },
            { "unpaid first", [W(T1), F("1", T1, "500")] },
            { "one payment told twice", [F("1", T1, "500"), F(null, T1, "500")] },
            { "a wording without time moves to its day", [F(null, null, "500"), F("1", T1, "500")] },
            { "a later time moves to its day", [F("1", T1, "500"), F("1", T3, "500"), F("1", T4, "500")] },
            { "two moves at once", [F("1", T1, "500"), F("2", T3, "300"), F("1", T3, "500"), F("2", T1, "300")] },
            { "cancelled on another day", [F("1", T1, "500"), C("9", T3, "500", "1")] },
            { "a cancellation told twice", [F("1", T1, "500"), C("9", T3, "500", "1"), C(null, T4, "500")] },
            { "a cancellation finds its payment", [C("9", T3, null, "1"), F("1", T1, "500")] },
            { "a double payment, the first cancelled", [F("1", T1, "500"), F("2", T2, "500"), C("9", T3, "500"), C("9", T1, "500")] },
            { "partial cancellations", [F("1", T1, "500"), C("7", T3, "200", "1"), C("8", T4, "300", "1")] },
            { "cash without anything", [F(null, null, "500"), F(null, T1, "500"), F(null, T2, "500")] },
            { "cash with and without seconds", [F(null, T1[..^2], "500"), F(null, T1, "500")] },
            { "one number at two times", [F("1", T1, "500"), F("1", T2, "500"), F(null, T1, "500")] },
            { "a double payment, both cancelled", [F("1", T1, "500"), F("2", T2, "500"), C("8", T3, "500"), C("9", T4, "500")] },
            { "both cancelled by the payments' numbers", [F("1", T1, "500"), F("2", T2, "500"), C("1", T3, "500"), C("2", T4, "500")] },
            {
                "both cancelled, told apart by the original time",
                [F("1", T1, "500"), F("2", T2, "500"), C("8", T3, "500", at: T1), C("9", T3, "500", at: T2)]
            },
            {
                "the larger cancelled, told without and with origin",
                [F("1", T1, "500"), F("2", T2, "300"), C("9", T3, "500"), C("9", T3, "500", "1")]
            },
            { "a cancellation of what was never told", [C("9", T3, "500"), C(null, T3, "500")] },
            { "a part told fully, then without amount", [F("1", T1, "500"), C("7", T3, "200", "1"), C("7", T3, null, "1")] },
            {
                "two equal parts, one retold",
                [F("1", T1, "500"), C("7", T3, "100", "1"), C("8", T4, "100", "1"), C("8", null, "100", "1")]
            },
            { "the second payment not told", [F("1", T1, "500"), C("8", T3, "500", "1"), C("9", T4, "500", "2")] },
            { "parts, then the whole", [F("1", T1, "500"), C("7", T3, "300", "1"), C("8", T3, "200", "1"), C("9", T4, "500", "1")] },
            { "withdrawn and paid", [D(T1), F("1", T3, "500")] },
        };

    [Theory]
    [MemberData(nameof(Histories))]
    public void However_two_writers_meet_the_journal_ends_as_the_ledger_says(string name, Callback[] history)
    {
        var states = 0;
        foreach (var received in Orders(history))
        {
            var (before, first, second) = (received[..^2], received[^2], received[^1]);
            states += Explore(name, received, TwoWriters.Start([], before, [first], [second]));
            states += Explore(name, received, TwoWriters.Start(before, [], [first], [second]));
            states += Explore(name, received, TwoWriters.Start([], before, [first, second], [second]));
        }

        Report.Line($"Two writers: {name}: {states} moments, all end as the ledger says");
    }

    [Fact]
    public void So_do_bills_of_the_oracle()
    {
        var random = new Random(Seed.Value);
        var (bills, wordings, states) = (new TrueBills(random), new Wordings(random), 0);
        for (var number = 0; number < 60; number++)
        {
            var told = wordings.Of(bills.Next());
            if (told.Count < 2)
                continue;
            var (before, last) = (told.Take(told.Count - 2), told.TakeLast(2).ToList());
            states += Explore($"seed {Seed.Value}", told, TwoWriters.Start([], before, [last[0]], [last[1]]));
        }

        Report.Line($"Two writers: bills of the oracle, seed {Seed.Value}: {states} moments, all end as the ledger says");
    }

    /// <summary>Every moment that can come of it; says how many there are.</summary>
    private static int Explore(string name, IReadOnlyList<ReceivedCallback> told, TwoWriters start)
    {
        var (seen, ahead, ends) = (new HashSet<string> { start.Key }, new Stack<TwoWriters>([start]), 0);
        while (ahead.TryPop(out var moment))
        {
            if (moment.IsEnd)
            {
                Check(name, told, moment);
                ends++;
            }

            foreach (var next in moment.Following())
            {
                if (seen.Add(next.Key))
                    ahead.Push(next);
            }
        }

        Assert.True(ends > 0, name);
        return seen.Count;
    }

    private static void Check(string name, IReadOnlyList<ReceivedCallback> told, TwoWriters end)
    {
        LedgerBooks.Equal(told, end.Read());
        Assert.Equal(told.DistinctBy(one => one.Callback.Id).Count(), end.Count);
        var ids = end.PublicIds;
        Assert.Equal(ids.Count, ids.Values.OfType<string>().Distinct().Count());
        var ledger = Ledger.Of(told.Select(one => Telling.Of(one, ids[one.Callback.Id])));
        Assert.True(
            ledger
                .Movements.Select(movement => movement.HighestId)
                .Order()
                .SequenceEqual(end.Read().Where(one => one.Entry.IsMovement).Select(one => one.Entry.CallbackId).Order()),
            name
        );
    }

    /// <summary>Each of the last two places for each callback.</summary>
    private static IEnumerable<ReceivedCallback[]> Orders(Callback[] history)
    {
        var received = history.Select((callback, second) => Some.Received(callback, second)).ToArray();
        for (var one = 0; one < received.Length; one++)
        {
            for (var other = one + 1; other < received.Length; other++)
                yield return [.. received.Where((_, place) => place != one && place != other), received[one], received[other]];
        }
    }

    private static Callback W(string time) => Some.Callback("bill", ("appr_state", "W"), ("appr_num", null), ("appr_dt", time));

    private static Callback D(string time) => Some.Callback("bill", ("appr_state", "D"), ("appr_num", null), ("appr_dt", time));

    private static Callback F(string? number, string? time, string? won) =>
        Some.Callback("bill", ("appr_num", number), ("appr_dt", time), ("appr_price", won));

    private static Callback C(string? number, string? time, string? won, string? originNumber = null, string? at = null) =>
        Some.Callback(
            "bill",
            ("appr_state", "C"),
            ("appr_num", number),
            ("appr_dt", time),
            ("appr_price", won),
            ("appr_origin_num", originNumber),
            ("appr_origin_dt", at)
        );
}
