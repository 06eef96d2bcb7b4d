using System.Text.Json;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Parsing;

public class CallbackIdTests
{
    public sealed record Vector(string What, string Body, string Id);

    public static IEnumerable<(string What, string Body, string Id)> Vectors()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "PaySsam.Callbacks", "Parsing", "callback-id-vectors.json");
        return JsonSerializer.Deserialize<Vector[]>(File.ReadAllBytes(file), JsonSerializerOptions.Web)!
            .Select(vector => (vector.What, vector.Body, vector.Id));
    }

    // Computed by another program from the published definition. They must never change.
    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_id_is_the_published_one(string what, string body, string id)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        Assert.Equal(id, Some.Parsed(body).Id);
    }

    [Fact]
    public void Contents_that_differ_have_ids_that_differ() =>
        Assert.Distinct(new[]
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
        }.Select(body => Some.Parsed(body).Id));
}
