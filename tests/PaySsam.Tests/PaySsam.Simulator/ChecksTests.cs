using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Certification;
using PaySsam.Simulator.Wire;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>A receiver that is wrong about one payload fails that check, and no other.</summary>
public class ChecksTests
{
    private const string Deep = "[[[[[[[[";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, Func<string, bool>> Accepted = new()
    {
        ["state-W"] = IsCallback(callback => Is(callback["appr_state"], "W")),
        ["state-D"] = IsCallback(callback => Is(callback["appr_state"], "D")),
        ["state-C"] = IsCallback(callback => Is(callback["appr_state"], "C")),
        ["odd-required-only"] = IsCallback(callback => callback.Count == 3),
        ["odd-nulls"] = IsCallback(callback => callback.ContainsKey("appr_price") && callback["appr_price"] is null),
        ["odd-empties"] = IsCallback(callback => Is(callback["appr_price"], "")),
        ["odd-numbers"] = IsCallback(callback => callback["appr_price"]?.GetValueKind() is JsonValueKind.Number),
        ["odd-extra-fields"] = IsCallback(callback => callback.ContainsKey("later")),
        ["odd-long-id"] = IsCallback(callback => (string?)callback["bill_id"] is { Length: >= 20 }),
        ["odd-hangul-id"] = IsCallback(callback =>
            ((string?)callback["bill_id"])?.StartsWith("사업자번호", StringComparison.Ordinal) is true
        ),
        ["odd-new-pay-type"] = IsCallback(callback => Is(callback["appr_pay_type"], "SIMULATED_PAY")),
        ["odd-escaped"] = body => body.Contains("\\u", StringComparison.Ordinal),
    };

    private static readonly Dictionary<string, (string Check, Func<string, bool> IsIt)> Refused = new()
    {
        ["another key"] = (
            "wrong-key",
            IsCallback(callback => callback["apikey"] is { } key && !Is(key, Some.ApiKey) && !Is(key, "wrong") && !Is(key, ""))
        ),
        ["the key wrong"] = ("wrong-key", IsCallback(callback => Is(callback["apikey"], "wrong"))),
        ["no key"] = ("missing-key", IsCallback(callback => !callback.ContainsKey("apikey"))),
        ["a key of null"] = ("missing-key", IsCallback(callback => callback.ContainsKey("apikey") && callback["apikey"] is null)),
        ["an empty key"] = ("missing-key", IsCallback(callback => Is(callback["apikey"], ""))),
        ["no JSON"] = ("malformed-json", body => body.StartsWith("apikey=", StringComparison.Ordinal)),
        ["truncated"] = ("malformed-truncated", body => body.StartsWith('{') && !body.EndsWith('}')),
        ["empty"] = ("malformed-empty", body => body.Length == 0),
        ["an array"] = ("malformed-object", body => body.StartsWith('[')),
        ["no bill"] = ("missing-bill", IsCallback(callback => !callback.ContainsKey("bill_id"))),
        ["no state"] = ("missing-state", IsCallback(callback => !callback.ContainsKey("appr_state"))),
    };

    public static TheoryData<string> ToAccept => [.. Accepted.Keys];

    public static TheoryData<string> ToRefuse => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(ToAccept))]
    public async Task Refusing_one_payload_fails_its_check_alone(string check) =>
        Assert.Equal([$"{check}: status code msg"], await FindAsync(Accepted[check], TestReply.Refusal));

    [Theory]
    [MemberData(nameof(ToRefuse))]
    public async Task Accepting_one_payload_fails_its_check_alone(string payload) =>
        Assert.Equal([$"{Refused[payload].Check}: acknowledged"], await FindAsync(Refused[payload].IsIt, TestReply.Success));

    [Theory]
    [MemberData(nameof(ToRefuse))]
    public async Task A_server_error_on_one_payload_fails_its_check_alone(string payload) =>
        Assert.Equal(
            [$"{Refused[payload].Check}: server-error"],
            await FindAsync(Refused[payload].IsIt, TestReply.Refusal with { Status = 500 })
        );

    [Fact]
    public async Task Deep_JSON_may_be_accepted() =>
        Assert.Empty(await FindAsync(body => body.Contains(Deep, StringComparison.Ordinal), TestReply.Success));

    [Fact]
    public async Task Deep_JSON_must_not_be_a_server_error() =>
        Assert.Equal(
            ["malformed-depth: server-error"],
            await FindAsync(body => body.Contains(Deep, StringComparison.Ordinal), TestReply.Refusal with { Status = 500 })
        );

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"code":"\ud800"}""")]
    public async Task A_refusal_of_200_that_is_no_text_is_a_refusal(string body) =>
        Assert.Empty(
            await FindAsync((request, right) => right(request) is { Succeeds: true } reply ? reply : TestReply.Success.Saying(body))
        );

    [Fact]
    public async Task A_receiver_that_refuses_all_in_the_same_words_is_not_said_to_accept()
    {
        var findings = await FindAsync((_, _) => TestReply.Refusal with { Status = 200 });

        Assert.Contains("success-form: code msg", findings);
        Assert.DoesNotContain(findings, finding => finding.StartsWith("wrong-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_warning_that_only_chunks_earn_is_given()
    {
        await using var receiver = await TestReceiver.StartAsync((request, right) => right(request) with { ContentType = "text/plain" });
        using var client = new Receiver(Patience);
        var outcome = await new Trial(
            client,
            receiver.Callback,
            Some.ApiKey,
            ApiVersion.V1,
            payments: null,
            TestContext.Current.CancellationToken
        ).AcknowledgesInChunksAsync();

        Assert.Equal(["content-type"], outcome.Findings.Select(finding => finding.Id));
    }

    private static Task<string[]> FindAsync(Func<string, bool> isIt, TestReply reply) =>
        FindAsync((request, right) => isIt(Encoding.UTF8.GetString(request)) ? reply : right(request));

    /// <summary>Each check that found something, and what.</summary>
    private static async Task<string[]> FindAsync(Func<byte[], Func<byte[], TestReply>, TestReply> answer)
    {
        await using var receiver = await TestReceiver.StartAsync(answer);
        using var client = new Receiver(Patience);
        var results = await Checks.RunAsync(
            new Trial(client, receiver.Callback, Some.ApiKey, ApiVersion.V1, payments: null, TestContext.Current.CancellationToken),
            Patience
        );
        return
        [
            .. results
                .Where(result => result.Outcome.Findings is not [])
                .Select(result => $"{result.Check.Id}: {string.Join(' ', result.Outcome.Findings.Select(finding => finding.Id))}"),
        ];
    }

    private static Func<string, bool> IsCallback(Func<JsonObject, bool> isIt) =>
        body =>
        {
            try
            {
                return JsonNode.Parse(body) is JsonObject callback && isIt(TestReceiver.InV1(callback));
            }
            catch (JsonException)
            {
                return false;
            }
        };

    private static bool Is(JsonNode? value, string text) => value?.GetValueKind() is JsonValueKind.String && (string?)value == text;
}
