using FsCheck;
using FsCheck.Fluent;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Reconciliation;

/// <summary>Which of PaySsam's cancellations are applied, over a month and over random answers.</summary>
public class TrustTests
{
    private const int Days = 60;
    private static readonly int[] AskedAfter = [0, 1, 3, 7, 14, 30];
    private static readonly DateTime First = new(2026, 1, 1, 9, 0, 0);

    [Fact]
    public void At_most_4_of_any_20_answers_are_applied() =>
        Prop.ForAll(
                Arb.From(Gen.Elements(true, false, false).ListOf(200)),
                answers =>
                {
                    var (trust, applied) = (Trust.None, new List<bool>());
                    foreach (var isCancelled in answers)
                    {
                        var next = isCancelled ? trust.CountCancelled(default) : trust.Count();
                        applied.Add(isCancelled && next.StoppedAt is null);
                        trust = next;
                    }

                    return Enumerable.Range(0, applied.Count).All(from => applied.Skip(from).Take(20).Count(one => one) <= 4);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void It_stops_for_all_that_follow_until_a_person_resumes()
    {
        var trust = Trust.None;
        for (var number = 0; number < 4; number++)
            trust = trust.CountCancelled(Some.Time);
        Assert.Equal(("CCC", Some.Time), (trust.Recent, trust.StoppedAt));
        for (var number = 0; number < 20; number++)
            trust = trust.Count();

        Assert.Equal(Some.Time, trust.CountCancelled(Some.Time.AddDays(1)).StoppedAt);
        var resumed = trust.Resume(Some.Time.AddDays(2), "looked");
        Assert.Equal(("", null, "looked"), (resumed.Recent, resumed.StoppedAt, resumed.ResumeNote));
        Assert.Null(resumed.CountCancelled(Some.Time).StoppedAt);
    }

    [Theory]
    [InlineData(50, 33, 45)]
    [InlineData(2, 5, 12)]
    [InlineData(1, 15, 2)]
    public void True_cancellations_are_applied_however_few_bills_a_day(int perDay, int oneIn, int cancelled)
    {
        Assert.Equal((cancelled, cancelled), Month(perDay, oneIn, Cancellation));
        Assert.Equal((cancelled, cancelled), Month(perDay, oneIn, WithoutNumbers, hasNumbers: false));
    }

    [Fact]
    public void A_C_that_repeats_the_payment_waits_for_a_persons_word()
    {
        Assert.Equal((45, 0), Month(50, 33, Repeated));
        Assert.Equal((45, 45), Month(50, 33, Repeated, isTrusted: true));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(2)]
    [InlineData(1)]
    public void Where_C_means_received_none_is_cancelled(int perDay)
    {
        Assert.Equal(0, Month(perDay, 1, Repeated, cancelledAfter: 0).Applied);
        Assert.Equal(0, Month(perDay, 1, Cancellation, cancelledAfter: 0).Applied); // In other words, and F was never read.
        Assert.Equal(0, Month(perDay, 1, Repeated).Applied); // F at first.
    }

    [Theory]
    [InlineData("appr_num", "40000001")]
    [InlineData("appr_dt", "20260102090000")]
    [InlineData("appr_origin_num", "40000001")]
    [InlineData("appr_origin_dt", "20260102090000")]
    public void A_C_is_another_by_any_number_or_time(string field, string text)
    {
        var paid = Paid("a", First, hasNumber: true);
        Assert.Equal(Verdict.Odd, Judge(paid, Repeated(paid, First), isConfirmed: true));
        var other = Some.Callback("a", [.. Fields(paid, "C"), (field, text)]);
        Assert.Equal(Verdict.Found, Judge(paid, other, isConfirmed: true));
        Assert.Equal(Verdict.Odd, Judge(paid, other, isConfirmed: false));
    }

    /// <summary>Of a month of bills, every so manieth is cancelled: how many, and how many of them the sweeps applied.</summary>
    private static (int Cancelled, int Applied) Month(
        int perDay,
        int oneIn,
        Func<Callback, DateTime, Callback> cancel,
        bool hasNumbers = true,
        bool isTrusted = false,
        int cancelledAfter = 2
    )
    {
        var trust = Trust.None;
        var bills = Enumerable
            .Range(0, 30 * perDay)
            .Select(number => (Day: number / perDay, IsCancelled: number % oneIn == oneIn - 1))
            .Select((bill, number) => (bill.Day, bill.IsCancelled, Paid: Paid($"{number}", First.AddDays(bill.Day), hasNumbers)))
            .ToList();
        var (confirmed, applied) = (new HashSet<string>(), new HashSet<string>());
        for (var day = 0; day < Days; day++)
        {
            foreach (var (paidOn, isCancelled, paid) in bills.Where(bill => AskedAfter.Contains(day - bill.Day)))
            {
                if (applied.Contains(paid.BillId))
                    continue;
                var isGone = isCancelled && day - paidOn >= cancelledAfter;
                var answer = isGone ? cancel(paid, First.AddDays(paidOn + cancelledAfter).AddHours(1)) : paid;
                var verdict = Judge(paid, answer, confirmed.Contains(paid.BillId), isTrusted);
                if (verdict is Verdict.Unchanged)
                    confirmed.Add(paid.BillId);
                trust = verdict is Verdict.Found ? trust.CountCancelled(default) : trust.Count();
                if (verdict is Verdict.Found && trust.StoppedAt is null)
                    applied.Add(paid.BillId);
            }
        }

        return (bills.Count(bill => bill.IsCancelled), applied.Count);
    }

    private static Verdict Judge(Callback held, Callback answered, bool isConfirmed, bool isTrusted = false) =>
        Verdicts.Judge(held, BillAnswer.Found(answered), isConfirmed, isTrusted);

    private static Callback Paid(string bill, DateTime at, bool hasNumber) =>
        Some.Callback(bill, ("appr_dt", $"{at:yyyyMMddHHmmss}"), ("appr_num", hasNumber ? "30000001" : null));

    private static Callback Cancellation(Callback paid, DateTime at) =>
        Some.Callback(
            paid.BillId,
            ("appr_state", "C"),
            ("appr_dt", $"{at:yyyyMMddHHmmss}"),
            ("appr_num", "40000001"),
            ("appr_origin_num", paid[CallbackField.ApprNum]),
            ("appr_origin_dt", paid[CallbackField.ApprDt])
        );

    private static Callback WithoutNumbers(Callback paid, DateTime at) =>
        Some.Callback(paid.BillId, ("appr_state", "C"), ("appr_dt", $"{at:yyyyMMddHHmmss}"), ("appr_num", null));

    private static Callback Repeated(Callback paid, DateTime at) => Some.Callback(paid.BillId, Fields(paid, "C"));

    private static (string Name, System.Text.Json.Nodes.JsonNode? Value)[] Fields(Callback paid, string state) =>
        [
            ("appr_state", state),
            ("appr_dt", paid[CallbackField.ApprDt]),
            ("appr_num", paid[CallbackField.ApprNum]),
            ("appr_origin_dt", paid[CallbackField.ApprDt]),
            ("appr_origin_num", paid[CallbackField.ApprNum]),
        ];
}
