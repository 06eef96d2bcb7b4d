using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Covering;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Covering;

/// <summary><c>?personal=false</c> over HTTP.</summary>
public sealed class CoveredAnswersTests(TestBed bed)
{
    private const string Card = "123456**********";
    private const string Phone = "０１０-1234-5678";

    // Without digits, so that a text that holds it holds no number.
    private readonly string _bill = string.Concat(Some.BillId().Select(one => char.IsAsciiDigit(one) ? (char)(one - '0' + 'g') : one));
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<string> _kept = [];

    [Fact]
    public async Task A_bill_is_answered_whole_or_without_numbers_of_a_person()
    {
        var long4KiB = new string('x', 5_000);
        await bed.Http.PostAsync(
            Some.Json(
                _bill,
                ("appr_issuer_num", Card),
                ("appr_issuer", "국민카드"),
                ("memo", Phone),
                ("01012345678", "x"),
                ("01087654321", long4KiB)
            )
        );
        await bed.Http.WaitForPaymentAsync(_bill);

        var whole = await bed.Http.GetStringAsync($"api/payments?bill_id={_bill}");
        var covered = await bed.Http.GetStringAsync($"api/payments?bill_id={_bill}&personal=false");

        string[] hidden = [Card, Phone, "01012345678", "01087654321"];
        Assert.All(hidden, number => Assert.Contains(number, Plain(whole), StringComparison.Ordinal));
        Assert.All(hidden, number => Assert.DoesNotContain(number, Plain(covered), StringComparison.Ordinal));
        Assert.Equal(whole, await bed.Http.GetStringAsync($"api/payments?bill_id={_bill}&personal=true"));
        Assert.Equal(covered, await bed.Http.GetStringAsync($"api/payments?bill_id={_bill}&personal=False"));
        var (shown, known) = (JsonNode.Parse(covered)!, JsonNode.Parse(whole)!);
        foreach (var name in new[] { "bill_id", "state", "approved_at", "amount_won", "updated_at" })
            Assert.Equal($"{known[name]}", $"{shown[name]}");
        foreach (var callback in new[] { shown["callback"]!, shown["history"]![0]!["callback"]! })
        {
            foreach (var name in new[] { "bill_id", "appr_dt", "appr_price", "appr_num", "appr_issuer" })
                Assert.Equal($"{known["callback"]![name]}", $"{callback[name]}");
            Assert.Equal(TextCover.Cover, $"{callback["appr_issuer_num"]}");
        }
    }

    [Fact]
    public async Task A_dead_letter_is_answered_without_them_and_whole_without_the_parameter()
    {
        var json = $$"""{"bill_id":"{{_bill}}","appr_issuer_num":{"12":"34"},"memo":"{{Phone}}"}""";
        var message = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        await KeepAsync(
            DeadLetter.OfCallback(DeadLetterReason.UnreadableBody, "problem", Encoding.UTF8.GetBytes($"{_bill} {Phone}"), Some.Time) with
            {
                ContentType = "text/plain; x=01012345678",
            }
        );
        await KeepAsync(DeadLetter.OfMessage(DeadLetterReason.RetriesExhausted, "payssam-callbacks", "problem", message, Some.Time));

        var whole = await ListAsync("");
        var covered = await ListAsync("&personal=false");

        Assert.Equal([$"{_bill} {Phone}", message], whole.Select(letter => $"{letter["content"]}"));
        Assert.Equal(
            [
                $"{_bill} {TextCover.Cover}",
                $$"""
                {
                  "bill_id": "{{_bill}}",
                  "appr_issuer_num": "{{TextCover.Cover}}",
                  "memo": "{{TextCover.Cover}}"
                }
                """,
            ],
            covered.Select(letter => $"{letter["content"]}")
        );
        Assert.Equal($"text/plain; x={TextCover.Cover}", $"{covered[0]["content_type"]}");
        Assert.Equal("text/plain; x=01012345678", $"{whole[0]["content_type"]}");
        Assert.Equal(whole.Select(letter => $"{letter["id"]}"), covered.Select(letter => $"{letter["id"]}"));
    }

    private static string Plain(string json) => JsonNode.Parse(json)!.ToJsonString(Unescaped);

    private async Task KeepAsync(DeadLetter letter)
    {
        using var product = ProductHost.Build(bed.ConnectionString);
        await product.Services.GetRequiredService<DeadLetterStore>().KeepAsync(letter, default);
        _kept.Add(letter.Id);
    }

    /// <summary>Those that were kept, in that order.</summary>
    private async Task<List<JsonNode>> ListAsync(string query)
    {
        var letters = new List<JsonNode>();
        string? continuation = null;
        do
        {
            var page = JsonNode.Parse(await bed.Http.GetStringAsync($"api/deadletters?open=true{query}&continuation={continuation}"))!;
            letters.AddRange(page["dead_letters"]!.AsArray().Select(letter => letter!));
            continuation = (string?)page["continuation"];
        } while (continuation is not null);
        return [.. _kept.Select(id => letters.Single(letter => $"{letter["id"]}" == id))];
    }
}
