using System.Collections.Concurrent;
using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Storm;

/// <summary>What came of the callbacks. Four bytes for each bill, and otherwise of fixed size.</summary>
internal sealed class Tally(Plan plan)
{
    private const int Sent = 8;

    private readonly int[] _marks = new int[plan.Bills];
    private readonly ConcurrentDictionary<(string Id, int Status), (Phrase Text, long Count)> _kinds = [];
    private long _ended;
    private long _acknowledged;

    /// <summary>How long answers took, of whatever kind.</summary>
    public Histogram Times { get; } = new();

    /// <summary>Callbacks that were answered, or failed.</summary>
    public long Ended => Interlocked.Read(ref _ended);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>What was wrong with answers, or why none came, and how often; the most frequent first.</summary>
    public IEnumerable<(Phrase Text, long Count)> Kinds => _kinds.Values.OrderByDescending(kind => kind.Count);

    public void Start(int bill, int content) => Interlocked.Or(ref _marks[bill], 1 << (Sent + content));

    public void End(int bill, int content, Answer answer, TimeSpan time)
    {
        var findings = ReplyJudge.Judge(answer);
        if (findings.MaxBy(finding => finding.Verdict) is { } worst)
            _kinds.AddOrUpdate(
                (worst.Id, answer.Failure is { } failure ? -(int)failure : answer.Status),
                (worst.Text, 1),
                (_, kind) => (kind.Text, kind.Count + 1)
            );
        if (answer.Failure is null)
            Times.Add(time);
        if (findings.Worst() is not Verdict.Failure)
        {
            Interlocked.Or(ref _marks[bill], 1 << content);
            Interlocked.Increment(ref _acknowledged);
        }

        Interlocked.Increment(ref _ended);
    }

    /// <summary>The contents of a bill that were acknowledged at least once, as bits.</summary>
    public int AcknowledgedOf(int bill) => _marks[bill] & ((1 << Sent) - 1);

    /// <summary>Whether anything of a bill was sent, answered or not.</summary>
    public bool IsSent(int bill) => _marks[bill] != 0;
}
