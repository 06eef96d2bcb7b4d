using System.Text;
using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Callbacks.Model;

/// <summary>A copy of a callback has other texts for some fields, and is else as it came.</summary>
public class CallbackCopyTests
{
    [Theory]
    [InlineData("""{"bill_id":"A1"}""", """{"appr_state":"F","bill_id":"A1"}""")]
    [InlineData("""{"bill_id":"A1","appr_state":"X","memo":1.10}""", """{"appr_state":"F","bill_id":"A1","memo":1.10}""")]
    [InlineData("""{"billId":"A1","apprState":"X","appr_state":["F"]}""", """{"appr_state":"F","bill_id":"A1"}""")]
    [InlineData("""{"data":{"apprState":"X","billId":"A1"},"x":0}""", """{"appr_state":"F","bill_id":"A1","x":0}""")]
    [InlineData("""{"appr_price":1,"data":{"appr_price":2,"appr_dt":"d"}}""", """{"appr_dt":"d","appr_price":"2","appr_state":"F"}""")]
    [InlineData("""{"bill_id":"A1","appr_state":"X","data":{"bill_id":"A2","appr_price":2}}""", """{"appr_state":"F","bill_id":"A1"}""")]
    [InlineData("""{"data":{"data":{"appr_state":"X"}}}""", """{"appr_state":"F"}""")]
    [InlineData("""{"x":{"appr_state":"X"}}""", """{"appr_state":"F","x":{"appr_state":"X"}}""")]
    [InlineData("""{ "a" : {"b":[1, 2]} }""", """{"appr_state":"F","a":{"b":[1, 2]}}""")]
    [InlineData("""{"\ud800":"\ud800"}""", """{"appr_state":"F","\ud800":"\ud800"}""")]
    [InlineData("""{"bill_id":"A1","appr_price":"500""", """{"appr_state":"F","bill_id":"A1"}""")]
    [InlineData("""{"bill_id":"A1","appr_price":500""", """{"appr_state":"F","bill_id":"A1"}""")]
    [InlineData("""{"data":{"bill_id":"A1","x":[""", """{"appr_state":"F","bill_id":"A1"}""")]
    [InlineData("bill_id=A1", """{"appr_state":"F"}""")]
    [InlineData("", """{"appr_state":"F"}""")]
    [InlineData("[1]", """{"appr_state":"F"}""")]
    public void A_field_is_replaced_wherever_it_stands(string json, string copy)
    {
        Assert.Equal(copy, Copy(json, (CallbackField.ApprState, "F")));
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(copy).ValueKind);
    }

    [Fact]
    public void A_field_that_is_wrong_and_not_replaced_is_still_refused()
    {
        var texts = new Dictionary<CallbackField, string> { [CallbackField.ApprState] = "F" };
        Assert.False(
            CallbackParser.TryParse(CallbackCopy.With("""{"appr_state":"X","bill_id":["A1"]}"""u8, texts), out _, out var problem)
        );
        Assert.Equal("bill_id is not a string", problem);
    }

    [Fact]
    public void A_field_of_no_text_is_left_out() =>
        Assert.Equal("{\"bill_id\":\"A1\"}", Copy("{\"bill_id\":\"A1\",\"appr_dt\":\"x\"}", (CallbackField.ApprDt, "")));

    [Theory]
    [InlineData("""{"bill_id":"A1","appr_state":"X","appr_price":5}""", "A1", "X", "5")]
    [InlineData("""{"bill_id":"A1","bill_id":"A2","appr_state":"F"}""", null, "F", null)]
    [InlineData("""{"bill_id":["A1"],"appr_state":"F","appr_price":"5"}""", null, "F", "5")]
    [InlineData("""{"data":{"billId":"A1","appr_price":"5"}}""", "A1", null, "5")]
    [InlineData("""{"bill_id":"A1","appr_state":"F","appr_price":"5""", "A1", "F", null)]
    [InlineData("<bill>A1</bill>", null, null, null)]
    public void What_can_be_read_is_read_and_what_has_two_meanings_is_not(string json, string? bill, string? state, string? price)
    {
        var read = ReadableFields.Of(Encoding.UTF8.GetBytes(json));
        Assert.Equal(
            (bill, state, price),
            (read[(int)CallbackField.BillId], read[(int)CallbackField.ApprState], read[(int)CallbackField.ApprPrice])
        );
    }

    private static string Copy(string json, params (CallbackField Field, string Text)[] texts) =>
        Encoding.UTF8.GetString(
            CallbackCopy.With(Encoding.UTF8.GetBytes(json), texts.ToDictionary(text => text.Field, text => text.Text)).Span
        );
}
