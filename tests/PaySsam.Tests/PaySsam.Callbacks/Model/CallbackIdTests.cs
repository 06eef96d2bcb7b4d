using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Model;

public class CallbackIdTests
{
    public sealed record Vector(string What, string Body, string Id);

    public static IEnumerable<(string What, string Body, string Id)> Vectors() =>
        [.. Read("callback-id-vectors.json"), .. Read("callback-id-vectors.v2.json")];

    // Computed by another program from the published definition. They must never change.
    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_id_is_the_published_one(string what, string body, string id)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        Assert.Equal(id, Some.Parsed(body).Id);
    }

    [Fact]
    public void The_vectors_of_v1_have_the_same_ids_in_the_names_of_v2()
    {
        var ofV1 = Read("callback-id-vectors.json").Select(vector => (vector.What, vector.Id)).ToList();

        Assert.Equal(ofV1, Read("callback-id-vectors.v2.json").Take(ofV1.Count).Select(vector => (vector.What, vector.Id)));
    }

    /// <summary>Each field by either name, in any order, flat or in an envelope.</summary>
    [Fact]
    public void The_same_content_has_the_same_id_under_any_names_in_any_order() =>
        Prop.ForAll(
                (
                    from content in Contents
                    from shuffled in Gen.Shuffle(content.ToArray())
                    from naming in Gen.Choose(0, int.MaxValue)
                    from envelope in Gen.Elements("", "bill", "data")
                    select (content, other: Body(shuffled, naming, envelope))
                ).ToArbitrary(),
                pair => Some.Parsed(Body(pair.content, naming: 0, envelope: "")).Id == Some.Parsed(pair.other).Id
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Contents_that_differ_have_ids_that_differ() =>
        Assert.Distinct(
            new[]
            {
                """{"bill_id":"A1","appr_state":"F"}""",
                """{"bill_id":"A1","appr_state":"C"}""",
                """{"bill_id":"A2","appr_state":"F"}""",
                """{"bill_id":"A1","appr_state":"F","appr_num":"1"}""",
                """{"bill_id":"A1","appr_state":"F","appr_origin_num":"1"}""",
                """{"bill_id":"A1","appr_state":"F","appr_num":"1 "}""",
                """{"bill_id":"A1","appr_state":"F","member":"1"}""",
                """{"bill_id":"A1","appr_state":"F","member":1}""",
                """{"bill_id":"A1","appr_state":"F","appr_price":{"won":1}}""",
                """{"bill_id":"A1","appr_state":"F","appr_price":"{\"won\":1}"}""",
            }.Select(body => Some.Parsed(body).Id)
        );

    /// <summary>A field more would give new ids to what is stored, and make each later repeat a new event.</summary>
    [Fact]
    public void The_fields_of_the_id_never_change() =>
        Assert.Equal(
            [
                "appr_acquirer_cd",
                "appr_acquirer_nm",
                "appr_card_type",
                "appr_cash_issuance_number",
                "appr_cash_num",
                "appr_cash_trader",
                "appr_dt",
                "appr_issuer",
                "appr_issuer_cd",
                "appr_issuer_num",
                "appr_monthly",
                "appr_num",
                "appr_origin_dt",
                "appr_origin_num",
                "appr_pay_type",
                "appr_price",
                "appr_res_cd",
                "appr_state",
                "bill_id",
            ],
            CallbackId.Fields.Select(field => field.WireName())
        );

    /// <summary>Fields of PaySsam's newer answers: whether or not they join the contract, the id is that of unknown fields.</summary>
    [Theory]
    [InlineData("apprCardMerchantNum")]
    [InlineData("appr_card_merchant_num")]
    [InlineData("catId")]
    [InlineData("cat_id")]
    [InlineData("dscTxNum")]
    [InlineData("cardType")]
    [InlineData("udItem")]
    public void A_field_that_PaySsam_adds_later_changes_no_id(string name) =>
        Assert.Equal(
            Hash(($"\"{name}\"", "\"a\\u0062\""), ("appr_state", "F"), ("bill_id", "A1")),
            Some.Parsed($$"""{"bill_id":"A1","{{name}}":"a\u0062","appr_state":"F"}""").Id
        );

    [Fact]
    public void A_field_outside_the_list_does_not_count()
    {
        var values = new string?[CallbackFields.All.Length];
        values[(int)CallbackField.BillId] = "A1";
        var id = CallbackId.Compute(values, []);
        foreach (var other in CallbackFields.All.Except(CallbackId.Fields))
            values[(int)other] = "x";

        Assert.Equal(id, CallbackId.Compute(values, []));
        Assert.Equal(id, Hash(("bill_id", "A1")));
    }

    /// <summary>The published definition, for pairs in their order.</summary>
    private static string Hash(params (string Name, string Value)[] pairs)
    {
        using var content = new MemoryStream();
        content.WriteByte(1);
        foreach (var text in pairs.SelectMany(pair => new[] { pair.Name, pair.Value }).Select(Encoding.UTF8.GetBytes))
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            content.Write([.. length, .. text]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
    }

    private static Gen<(CallbackField Field, string? Value)[]> Contents =>
        from billId in Gen.Elements("A1", "1", "\"1\"")
        from state in Gen.Elements("W", "D", "F", "C")
        from others in Gen.ArrayOf(
            from optional in Gen.Elements(
                CallbackFields.All.Except([CallbackField.Apikey, CallbackField.BillId, CallbackField.ApprState]).ToArray()
            )
            from value in Gen.Elements<string?>(null, "", "1", "2", "한글")
            select (optional, value)
        )
        select ((CallbackField, string?)[])
            [(CallbackField.BillId, billId), (CallbackField.ApprState, state), .. others.DistinctBy(pair => pair.optional)];

    /// <param name="content">The fields, in this order.</param>
    /// <param name="naming">A bit for each field: set where it goes by its name in v2.</param>
    /// <param name="envelope">The name of the object around them; empty for none.</param>
    private static string Body((CallbackField Field, string? Value)[] content, int naming, string envelope)
    {
        var json = new JsonObject(
            content.Select(pair =>
                KeyValuePair.Create(
                    (naming & 1 << (int)pair.Field) != 0 ? pair.Field.V2Name() : pair.Field.WireName(),
                    (JsonNode?)pair.Value
                )
            )
        );
        return (envelope.Length == 0 ? json : new JsonObject { [envelope] = json }).ToJsonString();
    }

    private static IEnumerable<(string What, string Body, string Id)> Read(string file) =>
        JsonSerializer
            .Deserialize<Vector[]>(
                File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "PaySsam.Callbacks", "Model", file)),
                JsonSerializerOptions.Web
            )!
            .Select(vector => (vector.What, vector.Body, vector.Id));
}
