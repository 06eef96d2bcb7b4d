using System.Text;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Model;

/// <summary>A callback of up to 1 MiB that is made to fit.</summary>
public class FittingTests
{
    private const int LargestMessage = 49_152;

    [Fact]
    public void White_space_alone_costs_no_field()
    {
        var json = Some.Json("A1", ("apikey", null), ("x", "y"));
        var callback = Some.Parsed(json.PadRight(1024 * 1024));

        Assert.Empty(callback.Dropped);
        Assert.Equal(Some.Parsed(json).Id, callback.Id);
        Assert.InRange(callback.Json.Length, 1, Fitting.Largest);
    }

    [Fact]
    public void Optional_fields_of_more_than_1_KiB_go_first()
    {
        var callback = Some.Callback(
            "A1",
            ("appr_issuer", new string('a', 40_000)),
            ("appr_card_type", new string('b', 1024)),
            ("appr_num", new string('가', 342)),
            ("x", new string('c', 4000))
        );

        Assert.Equal([new("appr_issuer", 40_000), new("appr_num", 1026)], callback.Dropped);
        Assert.Equal(
            (null, null, 1024),
            (callback[CallbackField.ApprIssuer], callback[CallbackField.ApprNum], callback[CallbackField.ApprCardType]!.Length)
        );
        Assert.Contains("ccc", callback.UnknownJson, StringComparison.Ordinal);
        Assert.Equal("50000", callback[CallbackField.ApprPrice]);
    }

    [Fact]
    public void Then_the_largest_unknown_fields_go_and_no_more_than_need_be()
    {
        var fields = Enumerable
            .Range(0, 40)
            .Select(number => ($"x{number}", (System.Text.Json.Nodes.JsonNode?)new string('c', 1000 + number)));
        var callback = Some.Callback("A1", [.. fields]);

        Assert.Equal(
            Enumerable.Range(0, callback.Dropped.Count).Select(number => new DroppedField($"x{39 - number}", 1041 - number)),
            callback.Dropped
        );
        Assert.InRange(callback.Json.Length, Fitting.Largest - 1_100, Fitting.Largest);
        Assert.Equal(40 - callback.Dropped.Count, callback.Unknown.Count);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{\"data\":{0}}")]
    [InlineData("{\"code\":\"0000\",\"data\":{\"data\":{0}}}")]
    public void What_is_kept_has_the_id_of_what_is_kept_and_fits_a_message(string frame)
    {
        var many = string.Concat(Enumerable.Range(0, 60_000).Select(number => $",\"한{number}\": [1, 2]"));
        var callback = Some.Parsed(frame.Replace("{0}", $$"""{"billId":"A1","appr_state":"F"{{many}}}""", StringComparison.Ordinal));
        var received = new ReceivedCallback(callback, Some.Time, new string('0', 55))
        {
            AuthenticatedBy = "token",
            Dropped = callback.Dropped,
        };

        Assert.Equal(20, callback.Dropped.Count);
        Assert.Equal(callback.Id, Some.Parsed(Encoding.UTF8.GetString(callback.Json.Span)).Id);
        Assert.InRange(Convert.FromBase64String(CallbackMessage.Encode([received])).Length, Fitting.Largest - 1000, LargestMessage);
    }

    [Fact]
    public void A_long_state_becomes_its_letter_and_escaped_fields_go_until_it_fits()
    {
        var control = new string('\u0001', 1024);
        var optional = CallbackFields.All.Where(field =>
            field is not (CallbackField.Apikey or CallbackField.BillId or CallbackField.ApprState)
        );
        var fields = optional.Select(field => (field.WireName(), (System.Text.Json.Nodes.JsonNode?)control));
        var callback = Some.Callback("A1", [.. fields, ("appr_state", "c".PadLeft(100_000))]);

        Assert.Equal("C", callback[CallbackField.ApprState]);
        Assert.InRange(callback.Json.Length, Fitting.Largest - (6 * 1024) - 50, Fitting.Largest);
        Assert.All(callback.Dropped, field => Assert.Equal(1024, field.Length));
        Assert.Equal(callback.Id, Some.Parsed(Encoding.UTF8.GetString(callback.Json.Span)).Id);
    }

    [Fact]
    public void With_the_longest_names_of_what_was_dropped_it_still_fits_a_message()
    {
        var many = string.Concat(
            Enumerable.Range(0, 40).Select(number => $",\"{new string('가', 120)}{number}\":\"{new string('x', 2000)}\"")
        );
        var fill = string.Concat(Enumerable.Range(0, 400).Select(number => $",\"y{number}\":\"{new string('x', 100)}\""));
        var callback = Some.Parsed($$"""{"bill_id":"A1","appr_state":"F"{{many}}{{fill}}}""");
        var received = new ReceivedCallback(callback, Some.Time, new string('0', 55))
        {
            AuthenticatedBy = "token",
            Dropped = callback.Dropped,
        };

        Assert.Equal((20, 100), (callback.Dropped.Count, callback.Dropped[0].Name.Length));
        Assert.InRange(Convert.FromBase64String(CallbackMessage.Encode([received])).Length, Fitting.Largest - 200, LargestMessage);
    }
}
