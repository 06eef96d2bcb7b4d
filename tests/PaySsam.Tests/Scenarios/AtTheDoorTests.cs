using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Repair;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>Callbacks as PaySsam's integrators saw them: without a key, large, and in other encodings.</summary>
public abstract class AtTheDoorTests(ProductBed bed)
{
    private const string WrongToken = "a1url2token3of4the5tests67890124";
    private static readonly Encoding Cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task A_callback_without_a_key_is_taken_with_the_token_alone()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"billId":"{{_bill}}","apprState":"F","apprPrice":"50000"}""");

        Assert.Equal(401, (await bed.Http.PostAsync(body)).Status);
        Assert.Equal(401, (await bed.Http.PostAsync(body, WrongToken)).Status);
        Assert.Equal(401, (await bed.Http.PostAsync(body, Some.UrlToken.ToUpperInvariant())).Status);
        Assert.Null(await bed.Http.FindPaymentAsync(_bill));
        Assert.Equal((200, """{"code":"0000","msg":"성공하였습니다."}"""), await bed.Http.PostAsync(body, Some.UrlToken));
        Assert.Equal(["token"], await AuthenticatedByAsync(1));
    }

    [Fact]
    public async Task A_live_key_is_enough_whatever_the_token()
    {
        foreach (var (price, token) in new[] { ("1", null), ("2", WrongToken), ("3", Some.UrlToken) })
            Assert.Equal(200, (await bed.Http.PostAsync(Encoding.UTF8.GetBytes(Some.Json(_bill, ("appr_price", price))), token)).Status);
        Assert.Equal(["key", "key", "key"], await AuthenticatedByAsync(3));
    }

    [Fact]
    public async Task A_key_that_is_not_live_waits_as_a_dead_letter_until_it_is()
    {
        var body = Encoding.UTF8.GetBytes(Some.Json(_bill, ("apikey", "the-new-key-of-the-partner")));
        Assert.Equal((401, """{"code":"1003","msg":"접근이 불가한 사용자 입니다."}"""), await bed.Http.PostAsync(body, Some.UrlToken));

        var letter = Assert.Single(Letters("UnknownKey"), row => Text(row).Contains(_bill, StringComparison.Ordinal));
        Assert.DoesNotContain(
            letter,
            property =>
                $"{(property.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : property.Value)}".Contains(
                    "the-new-key",
                    StringComparison.Ordinal
                )
        );
        using (var refused = await bed.Http.PostAsync($"api/deadletters/{letter.PartitionKey}/redrive", null))
        {
            Assert.Equal(409, (int)refused.StatusCode);
            Assert.Contains("PaySsam__ApiKeys", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (
            var (key, token, redriven) in new[]
            {
                ("the-new-key", Some.UrlToken, false),
                ("the-new-key-of-the-partner", WrongToken, false),
                ("the-new-key-of-the-partner", Some.UrlToken, true),
            }
        )
        {
            using var host = ProductHost.Build(
                bed.ConnectionString,
                settings: [new("PaySsam:ApiKeys:1", key), new("PaySsam:UrlTokens:1", token)]
            );
            Assert.Equal(
                redriven ? 200 : 409,
                (
                    await host
                        .Services.GetRequiredService<DeadLetterDesk>()
                        .RedriveAsync(letter.PartitionKey, Stream.Null, isDryRun: false, default)
                ).Status
            );
        }

        Assert.Equal(["token"], await AuthenticatedByAsync(1));
    }

    [Theory]
    [InlineData("<bill>{0}</bill>", Some.UrlToken)]
    [InlineData("{\"apikey\":\"a-live-key-of-the-tests\",\"bill_id\":\"{0}\",", null)]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"apikey\"\r\n\r\na-live-key-of-the-tests\r\n{0}", null)]
    [InlineData("{0} a%2Dlive%2Dkey-of-the-tests", null)]
    [InlineData("{\"apikey\":\"a-live-key-of-the-tests\",\"apikey\":\"x\",\"bill_id\":\"{0}\"}", null)]
    public async Task What_is_authentic_but_unreadable_is_kept(string text, string? token)
    {
        var body = Encoding.UTF8.GetBytes(text.Replace("{0}", _bill, StringComparison.Ordinal));
        Assert.Equal(400, (await bed.Http.PostAsync(body, token, type: "multipart/form-data; boundary=x")).Status);

        var letter = Assert.Single(Letters("UnreadableBody"), row => Text(row).Contains(_bill, StringComparison.Ordinal));
        Assert.Equal((body.Length, "multipart/form-data; boundary=x"), (letter.GetInt32("BodyLength"), letter.GetString("ContentType")));
        Assert.Equal(token is null ? "key" : "token", letter.GetString("AuthenticatedBy"));
        Assert.DoesNotContain("live", Text(letter), StringComparison.Ordinal);
        Assert.Contains(
            "\"content_type\":\"multipart/form-data; boundary=x\",\"body_length\":",
            await bed.Http.GetStringAsync("api/deadletters?reason=UnreadableBody"),
            StringComparison.Ordinal
        );
        using var refused = await bed.Http.PostAsync($"api/deadletters/{letter.PartitionKey}/redrive", null);
        Assert.Equal(409, (int)refused.StatusCode);
    }

    [Theory]
    [InlineData("api_key")]
    [InlineData("header")]
    public async Task A_live_key_in_another_place_is_refused_and_kept(string place)
    {
        var key = place == "header" ? $$"""{"apikey":"{{Some.ApiKey}}"}""" : $"\"{Some.ApiKey}\"";
        var body = $$"""{"{{place}}":{{key}},"bill_id":"{{_bill}}","appr_state":"F","appr_price":"50000"}""";
        Assert.Equal(401, (await bed.Http.PostAsync(Encoding.UTF8.GetBytes(body))).Status);

        var letter = Assert.Single(Letters("UnreadableBody"), row => Text(row).Contains(_bill, StringComparison.Ordinal));
        Assert.DoesNotContain("live", Text(letter), StringComparison.Ordinal);
        using var redriven = await bed.Http.PostAsync($"api/deadletters/{letter.PartitionKey}/redrive", null);
        Assert.Equal(200, (int)redriven.StatusCode);
        Assert.Equal(["key"], await AuthenticatedByAsync(1));
    }

    [Fact]
    public async Task What_is_neither_authentic_nor_readable_is_not_kept()
    {
        var before = Letters("UnreadableBody").Count;
        foreach (var text in new[] { $"<bill>{_bill}</bill>", $"{{\"apikey\":\"a-live-key-of-the-test\",\"bill_id\":\"{_bill}\",", "" })
            Assert.Equal(400, (await bed.Http.PostAsync(Encoding.UTF8.GetBytes(text), WrongToken)).Status);
        Assert.DoesNotContain(Letters("UnreadableBody").Skip(before), row => Text(row).Contains(_bill, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_in_every_encoding_and_coding_is_the_same_callback()
    {
        var json = Some.Json(_bill, ("appr_issuer", "신한카드 똠방각하"));
        json = json.Replace(JsonNode.Parse(json)!["appr_issuer"]!.ToJsonString(), "\"신한카드 똠방각하\"", StringComparison.Ordinal);
        var form = string.Join(
            '&',
            JsonNode
                .Parse(json)!
                .AsObject()
                .Select(field => $"{field.Key}={Uri.EscapeDataString((string)field.Value!).Replace("%20", "+", StringComparison.Ordinal)}")
        );
        var raw =
            $"apikey={Some.ApiKey}&bill_id={_bill}&appr_state=F&appr_dt=20250105134753&appr_price=50000"
            + "&appr_num=30012345&appr_issuer=신한카드+똠방각하";
        var utf8 = Encoding.UTF8.GetBytes(json);
        var withoutBill = json.Replace($"\"bill_id\":\"{_bill}\",", "", StringComparison.Ordinal);
        var bodies = new Dictionary<string, (byte[] Body, string? Encoding)>
        {
            ["UTF-8"] = (utf8, null),
            ["UTF-8 with a BOM and zeros"] = ([.. "\uFEFF \n"u8, .. utf8, 0, 0], null),
            ["UTF-16"] = ([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(json), 0, 0], null),
            ["UTF-16 BE"] = ([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(json)], null),
            ["CP949"] = (Cp949.GetBytes(json), null),
            ["gzip"] = (Compress(utf8, to => new GZipStream(to, CompressionLevel.Optimal)), "gzip"),
            ["gzip that says nothing"] = (Compress(utf8, to => new GZipStream(to, CompressionLevel.Optimal)), null),
            ["gzip of CP949"] = (Compress(Cp949.GetBytes(json), to => new GZipStream(to, CompressionLevel.Optimal)), "gzip"),
            ["br"] = (Compress(utf8, to => new BrotliStream(to, CompressionLevel.Optimal)), "br"),
            ["deflate"] = (Compress(utf8, to => new ZLibStream(to, CompressionLevel.Optimal)), "deflate"),
            ["deflate without a header"] = (Compress(utf8, to => new DeflateStream(to, CompressionLevel.Optimal)), "deflate"),
            ["JSON that says gzip"] = (utf8, "gzip"),
            ["JSON that says br"] = (utf8, "br"),
            ["form"] = (Encoding.UTF8.GetBytes(form), null),
            ["form without percents"] = (Encoding.UTF8.GetBytes(raw), null),
            ["form in CP949"] = (Cp949.GetBytes(raw), null),
            ["form that says br"] = (Encoding.UTF8.GetBytes(form), "br"),
            ["form in gzip"] = (Compress(Encoding.UTF8.GetBytes(form), to => new GZipStream(to, CompressionLevel.Optimal)), "gzip"),
            ["data.data"] = (Encoding.UTF8.GetBytes($"{{\"data\":{{\"data\":{json}}}}}"), null),
            ["split"] = (Encoding.UTF8.GetBytes($"{{\"apiKey\":\"{Some.ApiKey}\",\"bill_id\":\"{_bill}\",\"data\":{withoutBill}}}"), null),
        };
        foreach (var (name, (body, encoding)) in bodies)
            Assert.True((await bed.Http.PostAsync(body, encoding: encoding)).Status == 200, name);

        // Another one, last on the queue.
        Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", "C")))).Status);
        var payment = await bed.Http.WaitForPaymentAsync(_bill, payment => payment.State() == "C" && payment.History() > 1);
        await Task.Delay(1000);
        Assert.Equal(2, (await bed.Http.FindPaymentAsync(_bill))!.History());
        Assert.Contains("신한카드 똠방각하", payment["history"]!.AsArray().Select(entry => (string?)entry!["callback"]!["appr_issuer"]));
    }

    [Fact]
    public async Task A_large_callback_loses_its_signature_and_its_repeat_is_a_repeat()
    {
        foreach (var sign in new[] { 'a', 'b' })
            Assert.Equal(
                200,
                (
                    await bed.Http.PostAsync(Some.Json(_bill, ("apprSign", new string(sign, 200 * 1024)), ("memo", new string(sign, 5000))))
                ).Status
            );
        Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", "C")))).Status);

        var payment = await bed.Http.WaitForPaymentAsync(_bill, payment => payment.State() == "C" && payment.History() > 1);
        Assert.Equal(2, payment.History());
        var paid = payment["history"]!.AsArray().Single(entry => (string?)entry!["state"] == "F")!;
        Assert.Equal("""[{"name":"apprSign","length":204800},{"name":"memo","length":5000}]""", paid["dropped"]!.ToJsonString());
        Assert.Equal("", (string?)paid["callback"]!["apprSign"]);
        Assert.Equal("[]", payment["history"]!.AsArray().Single(entry => (string?)entry!["state"] == "C")!["dropped"]!.ToJsonString());
    }

    [Fact]
    public async Task A_callback_of_1_MiB_is_kept_whatever_fills_it()
    {
        var room = (1024 * 1024) - 2000;
        foreach (var (field, number) in new[] { "appr_issuer", "x", "apprSign" }.Select((field, number) => (field, number)))
            Assert.Equal(
                200,
                (await bed.Http.PostAsync(Some.Json(_bill, (field, new string('x', room)), ("appr_price", $"{number}")))).Status
            );
        var many = string.Concat(Enumerable.Range(0, room / 20).Select(number => $",\"x{number:00000}\":\"{number:0000000}\""));
        Assert.Equal(200, (await bed.Http.PostAsync(Some.Json(_bill, ("appr_price", "9"))[..^1] + many + "}")).Status);

        await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == 4);
    }

    [Fact]
    public async Task A_bomb_of_256_MiB_is_413()
    {
        var part = Compress(new byte[16 * 1024 * 1024], to => new GZipStream(to, CompressionLevel.Optimal));
        byte[] bomb = [.. Enumerable.Repeat(part, 16).SelectMany(bytes => bytes)];
        Assert.InRange(bomb.Length, 1, 500_000);
        Assert.Equal(413, (await bed.Http.PostAsync(bomb)).Status);
        bomb = Compress(new byte[256 * 1024 * 1024], to => new BrotliStream(to, CompressionLevel.Fastest));
        Assert.Equal(413, (await bed.Http.PostAsync(bomb, encoding: "br")).Status);
    }

    [Fact]
    public async Task A_large_dead_letter_keeps_its_content_and_is_listed_cut()
    {
        var many = string.Concat(Enumerable.Range(0, 200).Select(number => $",\"x{number}\":\"{new string('y', 4000)}\""));
        Assert.Equal(400, (await bed.Http.PostAsync(Some.Json(_bill, ("appr_state", "?"))[..^1] + many + "}")).Status);

        var letter = Assert.Single(Letters("InvalidCallback"), row => Text(row).Contains(_bill, StringComparison.Ordinal));
        Assert.InRange(letter.GetInt32("ContentLength")!.Value, 800_000, 900_000);
        Assert.Equal(
            letter.GetInt32("ContentLength"),
            Enumerable.Range(0, 15).Sum(part => letter.GetBinary($"Content{(part == 0 ? "" : part)}")?.Length ?? 0)
        );
        var listed = new List<JsonNode?>();
        string? continuation = null;
        do
        {
            var page = (
                await bed.Http.GetFromJsonAsync<JsonObject>($"api/deadletters?reason=InvalidCallback&continuation={continuation}")
            )!;
            listed.AddRange(page["dead_letters"]!.AsArray());
            continuation = (string?)page["continuation"];
        } while (continuation is not null);
        var row = Assert.Single(listed, one => ((string)one!["content"]!).Contains(_bill, StringComparison.Ordinal))!;
        Assert.Equal((64_000, letter.GetInt32("ContentLength")), (((string)row["content"]!).Length, (int?)row["content_length"]));
    }

    private static byte[] Compress(byte[] body, Func<Stream, Stream> open)
    {
        var output = new MemoryStream();
        using (var stream = open(output))
            stream.Write(body);
        return output.ToArray();
    }

    private async Task<string?[]> AuthenticatedByAsync(int entries) =>
        [
            .. (await bed.Http.WaitForPaymentAsync(_bill, payment => payment.History() == entries))["history"]!
                .AsArray()
                .Select(entry => (string?)entry!["authenticated_by"]),
        ];

    private List<TableEntity> Letters(string reason)
    {
        var table = bed.Tables.GetTableClient("DeadLetters");
        table.CreateIfNotExists(); // The first dead letter makes it, and there may have been none yet.
        return [.. table.Query<TableEntity>().Where(row => row.GetString("Reason") == reason)];
    }

    private static string Text(TableEntity letter) => Encoding.UTF8.GetString(letter.GetBinary("Content"));
}

public sealed class AtTheDoorOfLocalHost(TestBed bed) : AtTheDoorTests(bed);

public sealed class AtTheDoorOfFunctions(FunctionsBed bed) : AtTheDoorTests(bed);
