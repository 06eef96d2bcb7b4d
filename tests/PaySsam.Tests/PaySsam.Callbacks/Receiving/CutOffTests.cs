using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.Receiving;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Receiving;

/// <summary>A compressed body that ends early must not be read as something smaller.</summary>
public sealed class CutOffTests
{
    private const string Form = $"apikey={Some.ApiKey}&bill_id=A1&appr_state=F&appr_price=50000";

    [Fact]
    public async Task Form_fields_in_a_whole_gzip_are_read() => Assert.Equal(200, await PostAsync(Compressed(Form, "gzip"), "gzip"));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Form_fields_that_were_cut_off_are_never_read(string coding)
    {
        var whole = Compressed(Form, coding);
        for (var cut = 1; cut < whole.Length - 10; cut++)
            Assert.Equal(400, await PostAsync(whole[..^cut], coding));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task JSON_shows_itself_that_it_is_whole(string coding)
    {
        var whole = Compressed(Some.Json("A1"), coding);

        Assert.Equal(200, await PostAsync(whole, coding));
        Assert.Equal(400, await PostAsync(whole[..(whole.Length / 2)], coding));
    }

    private static async Task<int> PostAsync(byte[] body, string coding)
    {
        using var host = new FakeStorage().Build(Some.ApiKey);
        var request = new CallbackRequest(new MemoryStream(body)) { Length = body.Length, ContentEncoding = coding };
        return (await host.Services.GetRequiredService<CallbackReceiver>().ReceiveAsync(request, default)).Status;
    }

    private static byte[] Compressed(string text, string coding)
    {
        var output = new MemoryStream();
        using (
            Stream stream = coding switch
            {
                "gzip" => new GZipStream(output, CompressionLevel.Optimal),
                "br" => new BrotliStream(output, CompressionLevel.Optimal),
                _ => new ZLibStream(output, CompressionLevel.Optimal),
            }
        )
            stream.Write(Encoding.UTF8.GetBytes(text));
        return output.ToArray();
    }
}
