using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PaySsam.Callbacks.Telemetry;

/// <summary>What the product tells of itself: a meter and an activity source, both named <see cref="Name"/>.</summary>
public sealed class CallbackMetrics
{
    /// <summary>The name to subscribe to.</summary>
    public const string Name = "PaySsam.Callbacks";

    private static readonly ActivitySource Activities = new(Name);
    private const string Outcome = "outcome";

    private static readonly KeyValuePair<string, object?> Delivered = new(Outcome, "delivered");
    private static readonly KeyValuePair<string, object?> Failed = new(Outcome, "failed");

    // In seconds: the acknowledgement's whole budget, and a poison message's whole life.
    private static readonly InstrumentAdvice<double> UpTo5Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };
    private static readonly InstrumentAdvice<double> UpTo7Days = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400, 86400, 604800],
    };

    private readonly Counter<long> _received;
    private readonly Counter<long> _recorded;
    private readonly Histogram<double> _acknowledgeDuration;
    private readonly Histogram<double> _age;
    private readonly Counter<long> _deadLetters;
    private readonly Gauge<long> _openDeadLetters;
    private readonly Gauge<long> _openAttention;
    private readonly Histogram<double> _poisonAge;
    private readonly Counter<long> _journalRefused;
    private readonly Counter<long> _journalDamaged;
    private readonly Gauge<double> _unreadChanges;
    private readonly Counter<long> _posts;
    private readonly Histogram<double> _undeliveredAge;
    private readonly Counter<long> _asked;
    private readonly Counter<long> _sweeps;
    private readonly Counter<long> _erased;
    private readonly Gauge<double> _retentionAge;

    /// <summary>Creates the instruments.</summary>
    public CallbackMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _received = meter.CreateCounter<long>("payssam.callbacks.received", "{callback}", "Callbacks received, by outcome.");
        _recorded = meter.CreateCounter<long>("payssam.callbacks.recorded", "{callback}", "Callbacks recorded, by outcome.");
        _acknowledgeDuration = meter.CreateHistogram<double>(
            "payssam.callbacks.acknowledge.duration",
            "s",
            "From the request to our answer, by outcome.",
            advice: UpTo5Seconds
        );
        _age = meter.CreateHistogram<double>("payssam.callbacks.age", "s", "From received to recorded.", advice: UpTo7Days);
        _deadLetters = meter.CreateCounter<long>(
            "payssam.deadletters.kept",
            "{dead letter}",
            "Dead letters kept or counted again, by reason."
        );
        _openDeadLetters = meter.CreateGauge<long>(
            "payssam.deadletters.open",
            "{dead letter}",
            "Dead letters neither redriven nor dismissed; 1000 means 1000 or more."
        );
        _openAttention = meter.CreateGauge<long>(
            "payssam.attention.open",
            "{bill}",
            "Bills whose money a person should look at; 1000 means 1000 or more."
        );
        _poisonAge = meter.CreateHistogram<double>(
            "payssam.poison.age",
            "s",
            "How long a message of the poison queue had waited when we tried to keep it; it expires after 7 days.",
            advice: UpTo7Days
        );
        _journalRefused = meter.CreateCounter<long>(
            "payssam.journal.refused",
            "{row}",
            "Rows that storage refused, and that the journal, or the list of what needs attention, misses."
        );
        _journalDamaged = meter.CreateCounter<long>(
            "payssam.journal.damaged",
            "{row}",
            "Rows of the journal that could not be read, counted at each reading."
        );
        _unreadChanges = meter.CreateGauge<double>(
            "payssam.changes.unread",
            "s",
            "How long the first message of payment-changes that nobody has taken has waited."
        );
        _posts = meter.CreateCounter<long>("payssam.webhook.posts", "{post}", "Events posted to the webhook, by outcome.");
        _undeliveredAge = meter.CreateHistogram<double>(
            "payssam.webhook.undelivered.age",
            "s",
            "How long after its callback an event was, when a post of it failed.",
            advice: UpTo7Days
        );
        _asked = meter.CreateCounter<long>("payssam.reconcile.asked", "{bill}", "Bills that PaySsam was asked for, by outcome.");
        _sweeps = meter.CreateCounter<long>("payssam.reconcile.finished", "{sweep}", "Sweeps that reached their end.");
        _erased = meter.CreateCounter<long>(
            "payssam.retention.erased",
            "{row}",
            "Bills, dead letters and expected bills that were erased or deleted, by what they are."
        );
        _retentionAge = meter.CreateGauge<double>(
            "payssam.retention.age",
            "s",
            "How long ago the last retention run that reached its end began; before that, the first run."
        );
    }

    internal static Activity? StartReceive() => Activities.StartActivity("payssam.callback.receive", ActivityKind.Producer);

    internal static void EndReceive<T>(Activity? activity, T outcome, bool isFailure)
        where T : struct, Enum
    {
        activity?.AddTag(Outcome, Tags<T>.Of[outcome]);
        if (isFailure)
            activity?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>
    /// One activity for what is recorded together: it continues the first callback's trace, and links to the others' and to
    /// the queue trigger's.
    /// </summary>
    internal static Activity? StartRecord(IEnumerable<string?> traceParents)
    {
        if (!Activities.HasListeners())
            return null;
        IEnumerable<ActivityContext> trigger = Activity.Current is { } current ? [current.Context] : [];
        var contexts = traceParents.Select(Context).OfType<ActivityContext>().ToList();
        return Activities.StartActivity(
            "payssam.callback.record",
            ActivityKind.Consumer,
            contexts.FirstOrDefault(),
            links: contexts.Skip(1).Concat(trigger).Select(context => new ActivityLink(context))
        );

        static ActivityContext? Context(string? traceParent) =>
            ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : null;
    }

    internal void Received<T>(T outcome, TimeSpan duration)
        where T : struct, Enum
    {
        var tag = Tag(Outcome, outcome);
        _received.Add(1, tag);
        _acknowledgeDuration.Record(duration.TotalSeconds, tag);
    }

    /// <param name="outcome">What it was.</param>
    /// <param name="age">From its receipt; null where that was told before.</param>
    internal void Recorded<T>(T outcome, TimeSpan? age)
        where T : struct, Enum
    {
        _recorded.Add(1, Tag(Outcome, outcome));
        if (age is { } since)
            _age.Record(since.TotalSeconds);
    }

    internal void DeadLetterKept<T>(T reason)
        where T : struct, Enum => _deadLetters.Add(1, Tag("reason", reason));

    internal void OpenDeadLetters(int count) => _openDeadLetters.Record(count);

    internal void OpenAttention(int count) => _openAttention.Record(count);

    internal void PoisonAge(TimeSpan age) => _poisonAge.Record(age.TotalSeconds);

    internal void JournalRefused() => _journalRefused.Add(1);

    internal void JournalDamaged() => _journalDamaged.Add(1);

    internal void UnreadChanges(TimeSpan age) => _unreadChanges.Record(age.TotalSeconds);

    internal void Posted(bool delivered, TimeSpan age)
    {
        _posts.Add(1, delivered ? Delivered : Failed);
        if (!delivered)
            _undeliveredAge.Record(age.TotalSeconds);
    }

    internal void Asked<T>(T outcome)
        where T : struct, Enum => _asked.Add(1, Tag(Outcome, outcome));

    internal void SweepFinished() => _sweeps.Add(1);

    internal void Erased<T>(T what, int count)
        where T : struct, Enum => _erased.Add(count, Tag("what", what));

    internal void RetentionAge(TimeSpan age) => _retentionAge.Record(age.TotalSeconds);

    private static KeyValuePair<string, object?> Tag<T>(string name, T value)
        where T : struct, Enum => new(name, Tags<T>.Of[value]);

    /// <summary>The values of an enum as tags tell them: in lower case.</summary>
    private static class Tags<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, object> Of = Enum.GetValues<T>()
            .ToFrozenDictionary(value => value, value => (object)value.ToString().ToLowerInvariant());
    }
}
