using System.Net;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Simulator;

/// <summary>PaySsam's read calls, as the simulator answers them.</summary>
public class ServeReadTests
{
    // Nobody is there: these tests push nothing that matters.
    private static readonly Uri Nowhere = new("http://127.0.0.1:1/");

    [Fact]
    public async Task An_unpaid_bill_is_W_and_empty()
    {
        using var bed = await ServeBed.StartAsync(Nowhere);
        var id = await bed.CreateAsync();

        var answer = await bed.ReadAsync(id);

        Assert.Equal(
            ("0000", "성공하였습니다.", id, "W"),
            ((string?)answer["code"], (string?)answer["msg"], (string?)answer["bill_id"], (string?)answer["appr_state"])
        );
        Assert.All(
            answer.Where(field => field.Key is not ("code" or "msg" or "bill_id" or "appr_state")),
            field => Assert.Equal("", (string?)field.Value)
        );
    }

    [Fact]
    public async Task Both_versions_say_the_same_and_v2_echoes_the_key()
    {
        using var bed = await ServeBed.StartAsync(Nowhere);
        var id = await bed.PayAsync();

        var (first, second) = (await bed.ReadAsync(id), await bed.ReadV2Async(id));

        Assert.Equal(("F", "50000"), ((string?)first["appr_state"], (string?)first["appr_price"]));
        Assert.Matches("^[0-9]{14}$", (string?)first["appr_dt"]);
        Assert.Equal(
            CallbackFields.All.Select(field => field.WireName()).Except(["apikey"]).Order(),
            first.Select(field => field.Key).Except(["code", "msg"]).Order()
        );
        Assert.Equal(["code", "message", "data"], second.Select(field => field.Key));
        Assert.Equal(
            ("0000", "성공하였습니다.", Some.ApiKey),
            ((string?)second["code"], (string?)second["message"], (string?)second["data"]!["apiKey"])
        );
        var data = TestReceiver.InV1(second["data"]!.AsObject());
        Assert.All(data.Where(field => field.Key is not "apikey"), field => Assert.Equal((string?)first[field.Key], (string?)field.Value));
        Assert.Equal(CallbackFields.All.Length, data.Count);
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_a_code_and_HTTP_200()
    {
        using var bed = await ServeBed.StartAsync(Nowhere);
        var id = await bed.CreateAsync();

        AssertRefused("9980", "msg", await bed.ReadAsync("unknown"));
        AssertRefused("BILL_003", "message", await bed.ReadV2Async("unknown"));
        AssertRefused("1003", "msg", await bed.ReadAsync(id, "wrong"));
        AssertRefused("1003", "message", await bed.ReadV2Async(id, "wrong"));
        foreach (
            var body in new[] { "", "x", "[]", "null", "{}", """{"bill_id":1,"bill":[]}""", """{"apikey":"k","apiKey":"k","bill":{}}""" }
        )
        {
            var (first, second) = (await bed.PostAsync("if/bill/read", body), await bed.PostAsync("bill/read", body));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, second.Status));
            AssertRefused("9999", "msg", JsonNode.Parse(first.Body)!.AsObject());
            AssertRefused("9999", "message", JsonNode.Parse(second.Body)!.AsObject());
        }
    }

    [Fact]
    public async Task Options_and_control_change_what_reads_are_answered_with()
    {
        using var bed = await ServeBed.StartAsync(Nowhere, "--wrong-key", "--slow", "0.01");
        var id = await bed.CreateAsync();
        AssertRefused("1003", "message", await bed.ReadV2Async(id));

        await ControlAsync(bed, """{"fail":503}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await bed.PostAsync("bill/read")).Status);
        await ControlAsync(bed, """{"html":true,"slow":0.01}""");
        var page = await bed.PostAsync("if/bill/read");
        Assert.Equal((HttpStatusCode.OK, true), (page.Status, page.Body.StartsWith("<!DOCTYPE html>", StringComparison.Ordinal)));
        await ControlAsync(bed, """{"wrong_key":true}""");
        AssertRefused("1003", "msg", await bed.ReadAsync(id));
        await ControlAsync(bed, "{}");
        Assert.Equal("0000", (string?)(await bed.ReadAsync(id))["code"]);

        foreach (var wrong in new[] { "", "[]", """{"fail":200}""", """{"slow":-1}""", """{"slwo":1}""", """{"html":"yes"}""" })
            Assert.Equal(HttpStatusCode.BadRequest, (await bed.PostAsync("control", wrong)).Status);
        var asked = await bed.AskedAsync();
        Assert.Equal(5, (int)asked["asked"]!);
        Assert.InRange((int)asked["most_in_a_second"]!, 1, 5);
    }

    [Fact]
    public async Task V1_tells_a_bill_alone_where_it_is_to_be_plain()
    {
        using var bed = await ServeBed.StartAsync(Nowhere, "--plain");
        var id = await bed.PayAsync();

        var (first, second) = (await bed.ReadAsync(id), await bed.ReadV2Async(id));

        Assert.Equal(
            CallbackFields.All.Select(field => field.WireName()).Except(["apikey"]).Order(),
            first.Select(field => field.Key).Order()
        );
        Assert.Equal((id, "F"), ((string?)first["bill_id"], (string?)first["appr_state"]));
        Assert.Equal(["code", "message", "data"], second.Select(field => field.Key));
        AssertRefused("9980", "msg", await bed.ReadAsync("unknown"));
        AssertRefused("1003", "msg", await bed.ReadAsync(id, "wrong"));
    }

    [Fact]
    public async Task Any_of_its_codes_is_answered_on_demand()
    {
        using var bed = await ServeBed.StartAsync(Nowhere, "--code", "PARTNER_004");
        var id = await bed.CreateAsync();

        AssertRefused("PARTNER_004", "msg", await bed.ReadAsync(id));
        AssertRefused("PARTNER_004", "message", await bed.ReadV2Async(id));
        await ControlAsync(bed, """{"code":"PARTNER_001"}""");
        AssertRefused("PARTNER_001", "msg", await bed.ReadAsync(id));
        await ControlAsync(bed, """{"plain":true}""");
        Assert.Equal("W", (string?)(await bed.ReadAsync(id))["appr_state"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await bed.PostAsync("control", """{"code":"a code"}""")).Status);
        var wrong = await SimulatorRun.RunAsync("serve", Nowhere, "--code", "a");
        Assert.Equal((1, true), (wrong.ExitCode, wrong.Errors.Contains("--code: 1 to 30 capital letters", StringComparison.Ordinal)));
    }

    private static async Task ControlAsync(ServeBed bed, string mode) =>
        Assert.Equal(HttpStatusCode.NoContent, (await bed.PostAsync("control", mode)).Status);

    private static void AssertRefused(string code, string messageName, JsonObject answer)
    {
        Assert.Equal(code, (string?)answer["code"]);
        Assert.NotEmpty((string)answer[messageName]!);
        Assert.Equal(messageName == "message" ? ["code", "message", "data"] : ["code", "msg"], answer.Select(field => field.Key));
        Assert.Null(answer["data"]);
    }
}
