using System.Text;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Following;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Following;

public class ChangeEventTests
{
    [Fact]
    public void An_event_is_a_CloudEvent_of_the_payment()
    {
        var callback = Some.Callback(
            "사업자번호-1",
            ("appr_pay_type", "KEYIN"),
            ("appr_issuer_num", "123456**********"),
            ("appr_cash_issuance_number", "01012345678")
        );

        Assert.Equal(
            $$$"""
            {"specversion":"1.0","id":"{{{Journals.Id(callback)}}}-1","source":"/payssam/shop-1","type":"kr.payssam.payment.changed.v1",
            "time":"2026-01-02T03:04:05Z",
            "subject":"사업자번호-1","sequence":"1-2-20250105134753-08-n0001-{{{Journals.Id(
                callback
            )}}}","datacontenttype":"application/json",
            "data":{"bill_id":"사업자번호-1","state":"F","approved_at":"2025-01-05T13:47:53+09:00","amount_won":50000,
            "paid_won":50000,"cancelled_won":0,"net_won":50000,"attention":[],"appr_num":"30012345","appr_pay_type":"KEYIN"}}
            """.ReplaceLineEndings(
                ""
            ),
            Encoding.UTF8.GetString(ChangeEvents.Write("shop-1", Some.Received(callback)))
        );
    }

    [Fact]
    public void What_the_payment_does_not_say_is_null()
    {
        var data = JsonNode.Parse(
            ChangeEvents.Write("s", Some.Received(Some.Callback("1", ("appr_dt", null), ("appr_price", "x"), ("appr_num", null))))
        )!["data"]!;

        Assert.Equal(
            """
            {"bill_id":"1","state":"F","approved_at":null,"amount_won":null,"paid_won":0,"cancelled_won":0,"net_won":0,
            "attention":["no_amount"],"appr_num":null,"appr_pay_type":null}
            """.ReplaceLineEndings(""),
            data.ToJsonString()
        );
    }

    [Fact]
    public void The_order_of_sequences_is_the_order_of_the_merge()
    {
        var random = new Random(Seed.Value);
        var callbacks = Enumerable.Range(0, 300).Select(_ => Any(random)).ToList();
        var sequences = callbacks.ToDictionary(callback => callback, MergeRule.Rank);

        Assert.All(sequences.Values, sequence => Assert.Equal(86, Encoding.UTF8.GetByteCount(sequence)));
        foreach (var one in callbacks)
        {
            foreach (var other in callbacks.Where(other => other.Id != one.Id))
                Assert.Equal(MergeRule.Merge(one, other) == other, string.CompareOrdinal(sequences[other], sequences[one]) > 0);
        }
    }

    [Fact]
    public void In_a_mixed_fleet_no_older_state_sorts_above_a_newer_one()
    {
        var random = new Random(Seed.Value);
        var callbacks = Enumerable.Range(0, 200).Select(_ => Any(random)).ToList();
        foreach (var one in callbacks)
        {
            foreach (var newer in callbacks.Where(other => string.CompareOrdinal(Place(other), Place(one)) > 0))
            {
                foreach (var sequence in Versions(one))
                    Assert.All(Versions(newer), above => Assert.True(string.CompareOrdinal(above, sequence) > 0));
            }
        }

        static string Place(Callback callback) => MergeRule.Rank(callback)[..^65];

        // As a version without the ledger wrote it, and as this one does, with any count and id.
        string[] Versions(Callback callback) =>
            [MergeRule.Rank(callback), MergeRule.Sequence(callback, random.Next(1, 200), $"{Guid.NewGuid():N}")];
    }

    [Fact]
    public void Of_one_state_this_version_sorts_above_an_older_one()
    {
        var payment = Some.Callback("1");
        var older = MergeRule.Rank(payment)[..^64] + new string('f', 64);
        Assert.True(string.CompareOrdinal(MergeRule.Sequence(payment, 1, new string('0', 32)), older) > 0);
        Assert.True(
            string.CompareOrdinal(MergeRule.Sequence(payment, 10, new string('0', 32)), MergeRule.Sequence(payment, 9, new string('f', 32)))
                > 0
        );
    }

    [Fact]
    public void The_largest_callback_makes_an_event_that_fits_a_message()
    {
        var texts = new[] { "a", "😀", "\u0001", "\"" }.Select(text => string.Concat(Enumerable.Repeat(text, 2_000)));
        Assert.All(
            texts,
            text =>
            {
                var callback = Some.Callback(new string('\u0001', 20), ("appr_num", text), ("appr_pay_type", text[..100]));
                Assert.True(callback.Json.Length < Fitting.Largest);
                Assert.InRange(ChangeEvents.Write(new string('s', 64), Some.Received(callback)).Length, 1, 4096);
            }
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(200)]
    public void Events_are_packed_in_order_into_messages_that_the_queue_takes(int count)
    {
        var events = Enumerable
            .Range(0, count)
            .Select(number => Encoding.UTF8.GetBytes($$"""{"n":{{number}},"pad":"{{new string('x', 600)}}"}"""))
            .ToList();

        var messages = EventMessage.Pack(events).ToList();

        Assert.All(messages, message => Assert.True(message.Length <= 64 * 1024));
        Assert.Equal(
            Enumerable.Range(0, count),
            messages.SelectMany(message => JsonNode.Parse(Convert.FromBase64String(message))!.AsArray()).Select(one => (int)one!["n"]!)
        );
        Assert.Equal((count + 77) / 78, messages.Count);
    }

    // Few values, so that every rule decides now and then.
    private static Callback Any(Random random) =>
        Some.Callback(
            "1",
            ("appr_state", "WDFC"[random.Next(4)].ToString()),
            (
                "appr_dt",
                random.Next(5) switch
                {
                    0 => null,
                    1 => "20250230000000",
                    2 => "20250105134753",
                    3 => "20991231235959",
                    _ => "20000101000000",
                }
            ),
            ("appr_num", $"{random.Next(50)}"),
            ("appr_issuer", random.Next(2) > 0 ? "x" : ""),
            ("appr_pay_type", random.Next(2) > 0 ? "x" : null)
        );
}
