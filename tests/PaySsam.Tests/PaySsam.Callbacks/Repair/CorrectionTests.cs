using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Repair;

/// <summary>An invalid callback is put right by a person, through the routes.</summary>
public class CorrectionTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task What_lacks_a_bill_id_is_recorded_with_the_one_that_a_person_gives()
    {
        var letter = await RefusedAsync(("bill_id", null));
        Assert.Equal("bill_id is missing", (string?)letter["to_correct"]);
        Assert.Equal("50000", (string?)letter["read"]![0]!["appr_price"]);

        var correction = $$"""{"bill_id":"{{_bill}}"}""";
        var tried = await RedriveAsync(letter, correction, "?dry_run=true");
        Assert.Equal(200, tried.Status);
        Assert.Equal(
            $$"""
            {"id":"{{letter["id"]}}","redriven":false,"bill_id":"{{_bill}}","state":"F","approved_at":"2025-01-05T13:47:53+09:00",
            "amount_won":50000,"day":"2025-01-05"}
            """.ReplaceLineEndings(""),
            tried.Body
        );
        Assert.Null((await FindAsync(letter))["redriven_at"]);
        Assert.Null(await bed.Http.FindPaymentAsync(_bill));

        Assert.Equal((200, $$"""{"id":"{{letter["id"]}}","redriven":true}"""), await RedriveAsync(letter, correction));
        var payment = await bed.Http.WaitForPaymentAsync(_bill);
        var entry = payment["history"]!.AsArray().Single()!;
        Assert.Equal(("corrected", """["bill_id"]"""), ((string?)entry["source"], entry["corrected"]!.ToJsonString()));
        Assert.Equal("corrected", (string?)payment["movements"]![0]!["source"]);
        Assert.Equal("2025-01-05", (string?)payment["movements"]![0]!["day"]);

        var kept = await FindAsync(letter);
        Assert.Equal((string?)letter["content"], (string?)kept["content"]);
        Assert.NotNull(kept["redriven_at"]);
        Assert.Equal("""["bill_id"]""", kept["corrected"]!.ToJsonString());
    }

    [Fact]
    public async Task It_is_put_right_once_however_often_it_is_tried_or_comes_again()
    {
        var letter = await RefusedAsync(("appr_state", "X"));
        for (var time = 0; time < 2; time++)
            Assert.Equal(200, (await RedriveAsync(letter, """{"appr_state":"F"}""")).Status);
        Assert.Equal(200, (await bed.Http.RedriveAsync((string)letter["id"]!)).Status);
        var other = await RedriveAsync(letter, """{"appr_state":"C"}""");
        Assert.Equal((409, true), (other.Status, other.Body.Contains("put right before, with other values", StringComparison.Ordinal)));

        // PaySsam repeats what was refused for 24 hours.
        await RefusedAsync(("appr_state", "X"));
        Assert.NotNull((await FindAsync(letter))["redriven_at"]);
        Assert.Equal(2, (int)(await FindAsync(letter))["count"]!);
        Assert.Equal(("F", 1), ((await bed.Http.WaitForPaymentAsync(_bill)).State(), (await bed.Http.FindPaymentAsync(_bill))!.History()));
    }

    [Theory]
    [InlineData("""{"apikey":"a-live-key-of-the-tests"}""", 400, "apikey cannot be corrected.")]
    [InlineData("""{"apiKey":""}""", 400, "apikey cannot be corrected.")]
    [InlineData("""{"memo":"x"}""", 400, "Only these fields can be corrected: appr_acquirer_cd, ")]
    [InlineData("""{"billId":"x"}""", 400, "Only these fields can be corrected: ")]
    [InlineData("""{"appr_issuer":"a-live-key-of-the-tests"}""", 400, "appr_issuer holds a key or a token.")]
    [InlineData("""{"appr_state":["F"]}""", 400, "appr_state is not a string.")]
    [InlineData("""{"appr_state":"F","appr_state":"C"}""", 400, "appr_state is given twice.")]
    [InlineData("""{"appr_state":"F","appr_price":"5만"}""", 400, "appr_price must be a whole number of won.")]
    [InlineData("""{"appr_state":"F","appr_dt":"yesterday"}""", 400, "appr_dt must be a time such as 20250105134753.")]
    [InlineData("""{"appr_state":"F","bill_id":""}""", 409, "It cannot be redriven: bill_id is missing.")]
    [InlineData("""{"appr_state":"Y"}""", 409, "It cannot be redriven: appr_state must be W, D, F or C.")]
    [InlineData("""["F"]""", 400, "The body is not a well-formed JSON object.")]
    [InlineData("""{"appr_state":"\ud800"}""", 400, "The body is not a well-formed JSON object.")]
    [InlineData("""{"appr_state":""", 400, "The body is not a well-formed JSON object.")]
    public async Task What_would_not_parse_is_refused_by_its_name_and_nothing_changes(string correction, int status, string problem)
    {
        var letter = await RefusedAsync(("appr_state", "X"));

        foreach (var query in new[] { "?dry_run=true", "" })
        {
            var reply = await RedriveAsync(letter, correction, query);
            Assert.Equal(status, reply.Status);
            Assert.StartsWith(problem, (string?)JsonNode.Parse(reply.Body)!["msg"]);
        }

        Assert.Equal(letter.ToJsonString(), (await FindAsync(letter)).ToJsonString());
        Assert.Null(await bed.Http.FindPaymentAsync(_bill));
    }

    [Fact]
    public async Task What_could_be_recorded_as_it_came_is_not_corrected()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var valid = Some.DeadLetter(_bill);
        await host.Services.GetRequiredService<DeadLetterStore>().KeepAsync(valid, default);
        var letter = (await bed.Http.ListDeadLettersAsync("InvalidCallback")).Single(one => $"{one["id"]}" == valid.Id);
        Assert.Null(letter["to_correct"]);

        var reply = await RedriveAsync(letter, """{"appr_price":"1"}""");

        Assert.Equal((409, true), (reply.Status, reply.Body.Contains("needs no correction", StringComparison.Ordinal)));
        Assert.Equal(200, (await RedriveAsync(letter, "{}", "?dry_run=yes")).Status);
        Assert.Null((await FindAsync(letter))["redriven_at"]);
        Assert.Equal(200, (await RedriveAsync(letter, "{}")).Status);
        Assert.Equal("callback", (string?)(await bed.Http.WaitForPaymentAsync(_bill))["history"]![0]!["source"]);
    }

    [Theory]
    [InlineData(DeadLetterReason.TooManyCallbacks, "its bill takes no more callbacks")]
    [InlineData(DeadLetterReason.RetriesExhausted, "only the fields of a callback can be corrected")]
    [InlineData(DeadLetterReason.UnknownKey, "the apikey that it came with is still not live")]
    public async Task What_cannot_be_corrected_says_so(DeadLetterReason reason, string problem)
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var letter = Some.DeadLetter(_bill, reason: reason);
        await host.Services.GetRequiredService<DeadLetterStore>().KeepAsync(letter, default);
        using var body = new StringContent("""{"appr_state":"F"}""");

        using var reply = await bed.Http.PostAsync($"api/deadletters/{letter.Id}/redrive", body);

        Assert.Equal(409, (int)reply.StatusCode);
        Assert.Contains(problem, await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_be_read_of_a_body_that_breaks_off_is_completed_by_a_person()
    {
        var body = Some.Json(_bill, ("appr_num", null))[..^1] + ",\"appr_num\":\"300";
        Assert.Equal(400, (await bed.Http.PostAsync(body)).Status);
        var letter = (await bed.Http.ListDeadLettersAsync("UnreadableBody")).Single(one =>
            $"{one["content"]}".Contains(_bill, StringComparison.Ordinal)
        );
        Assert.Equal(_bill, (string?)letter["read"]![0]!["bill_id"]);

        Assert.Equal(409, (await bed.Http.RedriveAsync((string)letter["id"]!)).Status);
        Assert.Equal(200, (await RedriveAsync(letter, """{"appr_num":"30012345"}""")).Status);

        var movement = (await bed.Http.WaitForPaymentAsync(_bill))["movements"]![0]!;
        Assert.Equal(("30012345", 50_000), ((string?)movement["appr_num"], (int)movement["amount_won"]!));
    }

    [Fact]
    public async Task What_was_read_shows_no_number_of_a_person_unless_asked_for()
    {
        await RefusedAsync(("appr_state", "X"), ("appr_cash_issuance_number", "01012345678"));
        var list = JsonNode.Parse(await bed.Http.GetStringAsync("api/deadletters?reason=InvalidCallback&open=true&personal=false"))!;
        Assert.DoesNotContain("01012345678", list.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var letter = await RefusedAsync(("appr_state", "X"));
        Assert.Equal(413, (await RedriveAsync(letter, $$"""{"appr_issuer":"{{new string('x', 9_000)}}"}""")).Status);
    }

    /// <summary>The dead letter of a callback that is refused.</summary>
    private async Task<JsonNode> RefusedAsync(params (string Name, JsonNode? Value)[] fields)
    {
        var body = Some.Json(_bill, [.. fields, ("memo", _bill)]);
        Assert.Equal(400, (await bed.Http.PostAsync(body)).Status);
        return (await bed.Http.ListDeadLettersAsync("InvalidCallback")).Single(letter =>
            $"{letter["content"]}".Contains(_bill, StringComparison.Ordinal)
        );
    }

    private async Task<JsonNode> FindAsync(JsonNode letter) =>
        (await bed.Http.ListDeadLettersAsync("InvalidCallback")).Single(one => $"{one["id"]}" == $"{letter["id"]}");

    private async Task<(int Status, string Body)> RedriveAsync(JsonNode letter, string correction, string query = "")
    {
        using var content = new StringContent(correction, Encoding.UTF8, "application/json");
        using var response = await bed.Http.PostAsync($"api/deadletters/{letter["id"]}/redrive{query}", content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
