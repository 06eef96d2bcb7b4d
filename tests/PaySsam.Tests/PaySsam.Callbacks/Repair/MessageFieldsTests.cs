using System.Text;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Repair;

namespace PaySsam.Tests.Callbacks.Repair;

/// <summary>What a person sees of a queue message that nobody can read.</summary>
public class MessageFieldsTests
{
    [Theory]
    [InlineData("""{"version":2,"callbacks":[{"body":{"bill_id":"A1"}},{"body":{"billId":"A2","x":{"bill_id":"no"}}}]}""", "A1,A2")]
    [InlineData("""{"bill_id":"A1","appr_state":"F"}""", "A1")]
    [InlineData("""[{"data":{"data":{"bill_id":"A1"}}},7,null]""", "A1")]
    [InlineData("""{"bill_id":["A1"]}""", "")]
    [InlineData("""{"a":1}""", "")]
    [InlineData("""{"bill_id":"A1" """, "")]
    [InlineData("neither", "")]
    public void The_callbacks_in_it_are_found_in_base64_or_not(string json, string bills)
    {
        foreach (var text in new[] { json, Convert.ToBase64String(Encoding.UTF8.GetBytes(json)) })
            Assert.Equal(bills, string.Join(',', Read(text).Select(fields => fields[(int)CallbackField.BillId])));
    }

    [Fact]
    public void No_more_are_shown_than_one_looks_at() =>
        Assert.Equal(20, Read($"[{string.Join(',', Enumerable.Repeat("{\"bill_id\":\"A1\"}", 30))}]").Count);

    [Theory]
    [InlineData(70)]
    [InlineData(200)]
    public void Depth_is_no_fault(int depth) => Read(new string('[', depth) + new string(']', depth));

    private static IReadOnlyList<string?[]> Read(string text) => MessageFields.Of(Encoding.UTF8.GetBytes(text));
}
