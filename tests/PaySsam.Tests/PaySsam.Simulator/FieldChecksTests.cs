namespace PaySsam.Tests.Simulator;

/// <summary>What was seen in the field is certified apart, and decides nothing.</summary>
public class FieldChecksTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static readonly string[] Plain =
    [
        "field-appr-sign",
        "field-long-id",
        "field-state",
        "field-amount",
        "field-time",
        "field-minute",
    ];

    private static readonly string[] Encoded = ["field-euc-kr", "field-gzip", "field-form"];

    [Fact]
    public async Task A_receiver_by_the_letter_passes_and_is_warned_of_what_it_would_lose()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, ["--json", .. SimulatorRun.Patient]);

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Checks, check => Assert.Equal("pass", (string?)check!["verdict"]));
        Assert.Equal(
            [
                .. Encoded.Select(id => $"{id} warning"),
                .. Plain.Select(id => $"{id} pass"),
                "field-keyless not-tried",
                "field-wrong-token not-tried",
            ],
            run.Field
        );
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_receiver_that_takes_all_passes_all_with_a_token(string api)
    {
        await using var receiver = await StartAsync();
        var run = await SimulatorRun.RunAsync(
            "certify",
            receiver.Callback,
            ["--json", "--api", api, "--token", Token, .. SimulatorRun.Patient]
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(11, run.Field.Length);
        Assert.All(run.Field, row => Assert.EndsWith(" pass", row, StringComparison.Ordinal));
        Assert.DoesNotContain(Token, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_takes_any_token_is_warned_of_it()
    {
        TestReceiver receiver = null!;
        receiver = await TestReceiver.StartAsync(
            (request, right) =>
                right(
                    receiver.Beside.Query.StartsWith("?token=", StringComparison.Ordinal)
                        ? receiver.Undo(request, receiver.Beside.Query[7..])
                        : request
                )
        );
        await using var _ = receiver;
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, ["--json", "--token", Token, .. SimulatorRun.Patient]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["field-keyless pass", "field-wrong-token warning"], run.Field[^2..]);
        Assert.Contains("It acknowledged what it had to refuse.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_says_what_was_not_tried_in_words_and_apart()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var run = await SimulatorRun.RunAsync("certify", receiver.Callback, SimulatorRun.Patient);

        Assert.Contains("Seen in the field (API v1)", run.Output, StringComparison.Ordinal);
        Assert.Contains("Not tried: it needs --token.", run.Output, StringComparison.Ordinal);
        Assert.Contains("All passed: 27", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_nothing_of_it_is_tried()
    {
        var run = await SimulatorRun.RunAsync("certify", new Uri("http://127.0.0.1:1/"), "--json");

        Assert.Equal(2, run.ExitCode);
        Assert.All(run.Field, row => Assert.EndsWith(" not-tried", row, StringComparison.Ordinal));
    }

    /// <summary>One that takes whatever integrators have seen.</summary>
    private static async Task<TestReceiver> StartAsync()
    {
        TestReceiver receiver = null!;
        receiver = await TestReceiver.StartAsync(
            (request, right) => receiver.Beside is ("", "application/json", null) ? right(request) : right(receiver.Undo(request, Token))
        );
        return receiver;
    }
}
