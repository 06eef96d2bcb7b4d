using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Following;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

/// <summary>What stands on the queue is not taken for what was put there.</summary>
public class DeliveryMessageTests
{
    [Fact]
    public void What_was_encoded_is_read()
    {
        var one = ChangeEvents.Write("tests", Some.Received(Some.Callback("한글 /1")));

        Assert.True(DeliveryMessage.TryDecode(DeliveryMessage.Encode(3, [one]).Single(), out var message, out _));
        Assert.Equal((3, "한글 /1", Some.Time), (message.Attempt, message.Events.Single().BillId, message.Events.Single().Time));
        Assert.Equal(one, message.Events.Single().Json);
    }

    [Theory]
    [InlineData("id", "a\r\nb")]
    [InlineData("id", "a\n")]
    [InlineData("id", "a b")]
    [InlineData("id", "한")]
    [InlineData("id", "")]
    [InlineData("id", null)]
    [InlineData("id", "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("subject", "")]
    [InlineData("subject", null)]
    [InlineData("time", "1600-12-31T23:59:59Z")]
    [InlineData("time", "1601-01-01T00:00:00+14:00")]
    [InlineData("time", "yesterday")]
    [InlineData("time", null)]
    public void An_event_that_could_not_be_posted_or_kept_is_none_of_ours(string name, string? value)
    {
        var one = JsonNode.Parse(ChangeEvents.Write("tests", Some.Received(Some.Callback("a"))))!;
        one[name] = value;
        var text = DeliveryMessage.Encode(0, [Encoding.UTF8.GetBytes(one.ToJsonString())]).Single();

        Assert.False(DeliveryMessage.TryDecode(text, out _, out var problem));
        Assert.Equal("it is not a delivery message of version 1", problem);
    }
}
