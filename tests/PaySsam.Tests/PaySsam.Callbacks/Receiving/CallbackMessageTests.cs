using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

public class CallbackMessageTests
{
    /// <summary>Azure's limit in bytes, before base64.</summary>
    public const int LargestMessage = 48 * 1024;

    [Fact]
    public void A_callback_comes_out_as_it_went_in()
    {
        var json = """{ "bill_id":"사업자-1", "appr_state":"F","member":"\ud800 \/ \u0041" }""";
        var text = CallbackMessage.Encode([
            new ReceivedCallback(Some.Parsed(json), Some.Time, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ]);

        Assert.True(CallbackMessage.TryDecode(text, out var message, out _));
        var item = Assert.Single(message.Callbacks);
        Assert.Equal(json, Encoding.UTF8.GetString(item.Body.Span));
        Assert.Equal(Some.Time, item.ReceivedAt);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", item.TraceParent);
        Assert.Equal(Some.Parsed(json).Id, item.Id);
    }

    [Fact]
    public void The_message_is_readable_JSON_in_base64_with_Hangul_not_escaped()
    {
        var text = Encoding.UTF8.GetString(
            Convert.FromBase64String(CallbackMessage.Encode([Some.Received(Some.Parsed("""{"bill_id":"사업자","appr_state":"F"}"""))]))
        );

        Assert.Contains("사업자", text, StringComparison.Ordinal);
        Assert.Equal(1, JsonNode.Parse(text)!["version"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("한")]
    [InlineData("\\u0000")]
    public void The_largest_callback_fits_into_a_message(string filler)
    {
        var frame = """{"bill_id":"A1","appr_state":"F","x":""}""";
        var fill = string.Concat(Enumerable.Repeat(filler, (Fitting.Largest - frame.Length) / Encoding.UTF8.GetByteCount(filler)));
        var callback = Some.Parsed(frame.Replace("\"\"}", $"\"{fill}\"}}", StringComparison.Ordinal));

        var text = CallbackMessage.Encode([new ReceivedCallback(callback, Some.Time, new string('0', 55))]);

        Assert.InRange(Convert.FromBase64String(text).Length, Fitting.Largest, LargestMessage);
    }

    [Fact]
    public void The_deepest_callback_can_be_read_back()
    {
        var depth = JsonText.MaxDepth - 1;
        var json = $$"""{"bill_id":"A1","appr_state":"F","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        Assert.True(CallbackMessage.TryDecode(CallbackMessage.Encode([Some.Received(Some.Parsed(json))]), out var message, out _));
        Assert.True(CallbackParser.TryParse(message.Callbacks[0].Body, out _, out _));
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("")]
    [InlineData("{}", true)]
    [InlineData("null", true)]
    [InlineData("[]", true)]
    [InlineData("""{"version":1,"callbacks":[]}""", true)]
    [InlineData("""{"version":1,"callbacks":null}""", true)]
    [InlineData("""{"version":1,"callbacks":[null]}""", true)]
    [InlineData("""{"version":1,"callbacks":[{"id":"1","receivedAt":"2026-01-01T00:00:00Z"}]}""", true)]
    [InlineData("""{"version":1,"callbacks":[{"id":"1","receivedAt":"yesterday","body":{}}]}""", true)]
    [InlineData("""{"version":1,"callbacks":[{"id":"1","receivedAt":"2026-01-01T00:00:00Z","body":"x"}]}""", true)]
    [InlineData("""{"version":1,"callbacks":[{"id":"\ud800","receivedAt":"2026-01-01T00:00:00Z","body":{}}]}""", true)]
    [InlineData("""{"version":1,"callbacks":[{"id":"1","receivedAt":"1601-01-01T00:00:00+14:00","body":{}}]}""", true)]
    [InlineData("""{"version":2,"callbacks":[{"id":"1","receivedAt":"2026-01-01T00:00:00Z","body":{}}]}""", true)]
    public void What_is_no_message_is_told_apart(string text, bool encode = false)
    {
        Assert.False(
            CallbackMessage.TryDecode(encode ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text, out _, out var problem)
        );
        Assert.NotNull(problem);
    }
}
