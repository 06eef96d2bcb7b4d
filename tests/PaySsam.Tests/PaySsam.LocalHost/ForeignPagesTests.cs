using System.Net;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.LocalHost;

/// <summary>What a browser could be made to send by somebody else's page.</summary>
public sealed class ForeignPagesTests(TestBed bed) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = bed.Http.BaseAddress };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("127.0.0.1:1", 200)]
    [InlineData("LOCALHOST:7071", 200)]
    [InlineData("[::1]:7071", 200)]
    [InlineData("rebound.example:7071", 421)]
    [InlineData("localhost.rebound.example", 421)]
    [InlineData("192.168.0.1:7071", 421)]
    public async Task Only_a_loopback_name_is_answered_to(string host, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/health") { Headers = { Host = host } };
        using var response = await _http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        if (status != 200)
            Assert.Contains("\"9999\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/deadletters/none/redrive")]
    [InlineData("api/deadletters/redrive?reason=InvalidCallback")]
    [InlineData("api/deadletters/none/dismiss")]
    [InlineData("api/journal/rebuild")]
    [InlineData("api/webhook/test")]
    public async Task A_post_that_a_form_could_send_does_nothing(string route)
    {
        using var response = await _http.PostAsync(route, new StringContent("a=1"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("x-payssam-operator", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_with_the_header_is_answered_and_the_callback_needs_none()
    {
        using var response = await bed.Http.PostAsync("api/deadletters/none/redrive", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(200, (await _http.PostAsync(Some.Json(Some.BillId()))).Status);
    }

    [Theory]
    [InlineData("Origin", "https://foreign.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "http://127.0.0.1:1", 403)]
    [InlineData("Origin", "own", 200)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    public async Task A_callback_of_a_foreign_page_is_refused(string header, string value, int status)
    {
        var own = bed.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/payssam/callback")
        {
            Headers = { { header, value == "own" ? own : value } },
            Content = new StringContent(Some.Json(Some.BillId())),
        };
        using var response = await _http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        if (status != 200)
            Assert.Contains("\"9999\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_other_origin_is_allowed_the_header_or_an_answer()
    {
        using var asking = new HttpRequestMessage(HttpMethod.Options, "api/deadletters/none/redrive");
        asking.Headers.Add("Origin", "https://foreign.example");
        asking.Headers.Add("Access-Control-Request-Method", "POST");
        asking.Headers.Add("Access-Control-Request-Headers", "x-payssam-operator");
        using var asked = await _http.SendAsync(asking);
        using var reading = new HttpRequestMessage(HttpMethod.Get, "api/deadletters")
        {
            Headers = { { "Origin", "https://foreign.example" } },
        };
        using var read = await _http.SendAsync(reading);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, asked.StatusCode);
        Assert.DoesNotContain(
            asked.Headers.Concat(read.Headers),
            header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(["same-origin"], read.Headers.GetValues("Cross-Origin-Resource-Policy"));
    }
}
