using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Recording;
using PaySsam.Callbacks.Telemetry;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Infra;

/// <summary>An alert on a name that nobody tells would be silent for ever.</summary>
public partial class AlertTests
{
    private static readonly Dictionary<string, string[]> Outcomes = new()
    {
        ["payssam.callbacks.received"] = Enum.GetNames<ReceiveOutcome>(),
        ["payssam.callbacks.recorded"] = Enum.GetNames<RecordOutcome>(),
        ["payssam.reconcile.asked"] = Enum.GetNames<Verdict>(),
    };

    [Fact]
    public async Task There_is_an_alert_for_each_thing_that_a_person_must_know() =>
        Assert.Equal(
            [
                "acknowledge-p95",
                "attention",
                "callback-5xx",
                "changes-unread",
                "dead-letters",
                "deletions",
                "function-failures",
                "ingestion",
                "journal-refused",
                "only-refused",
                "poison-age",
                "reconcile-drift",
                "reconcile-refused",
                "reconcile-silent",
                "recording-age",
                "repeats",
                "retention-behind",
                "unauthorized",
                "unread",
                "webhook-undelivered",
            ],
            (await RulesAsync()).Select(rule => rule.GetProperty("name").GetString()).Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Every_metric_of_a_query_is_one_that_the_code_tells()
    {
        var told = Instruments();
        var asked = (await QueriesAsync()).SelectMany(query => MetricName().Matches(query)).Select(match => match.Value).ToHashSet();

        Assert.Superset(
            new HashSet<string>([
                "payssam.callbacks.received",
                "payssam.callbacks.recorded",
                "payssam.callbacks.age",
                "payssam.attention.open",
                "payssam.deadletters.kept",
                "payssam.deadletters.open",
                "payssam.poison.age",
                "payssam.changes.unread",
                "payssam.journal.refused",
                "payssam.webhook.undelivered.age",
                "payssam.reconcile.asked",
                "payssam.reconcile.finished",
                "payssam.retention.age",
            ]),
            told
        );
        Assert.Equal(13, asked.Count);
        Assert.Subset(told, asked);
    }

    [Fact]
    public async Task Every_metric_of_the_workbook_is_one_that_the_code_records()
    {
        var asked = MetricName()
            .Matches((await ArmTemplate.MainAsync()).Variable("drawn").GetRawText())
            .Select(match => match.Value)
            .ToHashSet();

        Assert.Equal(2, asked.Count);
        Assert.Subset(Instruments(), asked);
    }

    [Fact]
    public async Task Every_outcome_of_a_query_is_one_that_its_metric_has()
    {
        var asked = 0;
        foreach (var query in await QueriesAsync())
        {
            foreach (var (metric, outcome) in OutcomesOf(query))
            {
                asked++;
                Assert.Contains(outcome, Outcomes[metric].Select(name => name.ToLowerInvariant()));
            }
        }

        Assert.Equal(9, asked);
    }

    [Fact]
    public async Task Every_function_of_a_query_is_one_of_the_app()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "PaySsam.Functions"), "*.cs").Select(File.ReadAllText)
        );
        var asked = (await QueriesAsync())
            .SelectMany(query => RequestName().Matches(query))
            .SelectMany(match => QuotedText().Matches(match.Groups[1].Value))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();

        Assert.Equal(
            [
                "DeliverChanges",
                "KeepPoison",
                "KeepUndeliverable",
                "ReceiveCallback",
                "RecordPayments",
                "RetainPayments",
                "SweepPayments",
                "payssam/callback",
            ],
            asked.Order(StringComparer.Ordinal)
        );
        Assert.All(
            asked,
            name =>
                Assert.True(
                    source.Contains($"[Function(nameof({name}))]", StringComparison.Ordinal)
                        || Routes.All.Any(route => route.Template == name),
                    $"The app has no {name}."
                )
        );
    }

    [Fact]
    public async Task A_message_that_keeps_failing_alerts_long_before_its_last_retry()
    {
        var rule = (await RulesAsync()).Single(rule => rule.GetProperty("name").GetString() == "function-failures");
        var queue = QueueSettings.Read(Path.Combine(Repository.Root, "host.json"));
        var window = XmlConvert.ToTimeSpan(rule.GetProperty("window").GetString()!);

        Assert.True(window / queue.VisibilityTimeout > rule.GetProperty("above").GetInt32());
        Assert.True(window * 2 < queue.VisibilityTimeout * queue.MaxDequeueCount);
    }

    /// <summary>A sweep comes each half hour, retention each night: they never fail as often within the window as a message does.</summary>
    [Fact]
    public async Task A_sweep_that_fails_is_told_of_the_first_time()
    {
        var rule = (await RulesAsync()).Single(rule => rule.GetProperty("name").GetString() == "function-failures");
        var weight = SweepWeight().Match(rule.GetProperty("query").GetString()!);

        Assert.Equal(("Total", "Failures"), (rule.GetProperty("aggregation").GetString(), rule.GetProperty("column").GetString()));
        Assert.True(int.Parse(weight.Groups[1].Value, null) > rule.GetProperty("above").GetInt32());
    }

    [Fact]
    public async Task Telemetry_has_a_daily_cap_and_an_alert_long_before_it()
    {
        var template = await ArmTemplate.MainAsync();
        var workspace = template.One("Microsoft.OperationalInsights/workspaces").GetProperty("properties");
        var rule = (await RulesAsync()).Single(rule => rule.GetProperty("name").GetString() == "ingestion");

        Assert.Equal("[parameters('dailyCapGb')]", workspace.GetProperty("workspaceCapping").GetProperty("dailyQuotaGb").GetString());
        Assert.Equal("[mul(parameters('dailyCapGb'), 512)]", rule.GetProperty("above").GetString());
    }

    [Fact]
    public async Task PaySsams_own_mismatch_is_told_apart_from_a_stranger_in_time()
    {
        var rule = (await RulesAsync()).Single(rule => rule.GetProperty("name").GetString() == "only-refused");
        var window = XmlConvert.ToTimeSpan(rule.GetProperty("window").GetString()!);

        // PaySsam repeats every hour, and gives up after 24.
        Assert.True(rule.GetProperty("above").GetInt32() < window.TotalHours);
        Assert.True(window <= TimeSpan.FromHours(24) / 4);
        Assert.EndsWith("| where Accepted == 0", rule.GetProperty("query").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_alert_is_on_and_reaches_the_operator()
    {
        var template = await ArmTemplate.MainAsync();
        var alert = template.One("Microsoft.Insights/scheduledQueryRules").GetProperty("properties");
        var people = template.One("Microsoft.Insights/actionGroups").GetProperty("properties");

        Assert.Equal(
            "[and(or(parameters('reconciles'), not(startsWith(variables('rules')[copyIndex()].name, 'reconcile-'))), "
                + "or(parameters('retains'), not(startsWith(variables('rules')[copyIndex()].name, 'retention-'))))]",
            alert.GetProperty("enabled").GetString()
        );
        Assert.Contains(
            "Microsoft.Insights/actionGroups",
            Assert.Single(alert.GetProperty("actions").GetProperty("actionGroups").EnumerateArray()).GetString(),
            StringComparison.Ordinal
        );
        Assert.True(people.GetProperty("enabled").GetBoolean());
        Assert.Equal(
            "[parameters('email')]",
            Assert.Single(people.GetProperty("emailReceivers").EnumerateArray()).GetProperty("emailAddress").GetString()
        );
    }

    [Fact]
    public async Task No_alert_looks_away_between_two_looks_nor_misses_what_comes_late()
    {
        var frequency = XmlConvert.ToTimeSpan((await ArmTemplate.MainAsync()).Variable("frequency").GetString()!);

        Assert.All(
            await RulesAsync(),
            rule => Assert.True(XmlConvert.ToTimeSpan(rule.GetProperty("window").GetString()!) >= frequency + TimeSpan.FromMinutes(5))
        );
    }

    private static async Task<IReadOnlyList<JsonElement>> RulesAsync() =>
        [.. (await ArmTemplate.MainAsync()).Variable("rules").EnumerateArray()];

    private static async Task<IEnumerable<string>> QueriesAsync() =>
        (await RulesAsync()).Select(rule => rule.GetProperty("query").GetString()!);

    private static IEnumerable<(string Metric, string Outcome)> OutcomesOf(string query) =>
        from tagged in TaggedMetric().Matches(query)
        from outcome in QuotedText().Matches(tagged.Groups["outcomes"].Value)
        select (tagged.Groups["metric"].Value, outcome.Groups[1].Value);

    private static HashSet<string> Instruments()
    {
        var told = new HashSet<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => told.Add(instrument.Name) };
        listener.Start();
        using var services = new ServiceCollection().AddMetrics().AddSingleton<CallbackMetrics>().BuildServiceProvider();
        services.GetRequiredService<CallbackMetrics>();
        return told;
    }

    [GeneratedRegex(@"payssam\.[\w.]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(
        """Name == "(?<metric>[\w.]+)" and tostring\(Properties\.outcome\) (== (?<outcomes>"\w+")|in \((?<outcomes>[^)]+)\))"""
    )]
    private static partial Regex TaggedMetric();

    [GeneratedRegex(
        """extend Failures = iff\(strcat\(Name, " ", OperationName\) has_any \("SweepPayments", "RetainPayments"\), (\d+), 1\)$"""
    )]
    private static partial Regex SweepWeight();

    [GeneratedRegex("""has_any \(([^)]+)\)""")]
    private static partial Regex RequestName();

    [GeneratedRegex(
        """
            "([^"]+)"
            """
    )]
    private static partial Regex QuotedText();
}
