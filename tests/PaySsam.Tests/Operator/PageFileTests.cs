using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PaySsam.Callbacks.Operator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Operator;

/// <summary>The files of the page, as LocalHost and the published app serve them.</summary>
public sealed partial class PageFileTests(TestBed localHost, FunctionsBed functions)
{
    [Theory]
    [InlineData(Product.LocalHost)]
    [InlineData(Product.Functions)]
    public async Task Every_file_is_served_under_the_policy(Product product)
    {
        foreach (var (name, content) in Files())
        {
            using var response = await Http(product).GetAsync(name == "operator.html" ? "api/operator" : $"api/operator/{name}");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(content, await response.Content.ReadAsStringAsync());
            Assert.Equal(
                Path.GetExtension(name) switch
                {
                    ".html" => "text/html",
                    ".css" => "text/css",
                    _ => "text/javascript",
                },
                response.Content.Headers.ContentType!.MediaType
            );
            Assert.Equal(
                [
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                ],
                response.Headers.GetValues("Content-Security-Policy")
            );
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
            Assert.Equal(["same-origin"], response.Headers.GetValues("Cross-Origin-Resource-Policy"));
            Assert.True(response.Headers.CacheControl!.NoCache);

            using var again = new HttpRequestMessage(HttpMethod.Get, response.RequestMessage!.RequestUri)
            {
                Headers = { IfNoneMatch = { response.Headers.ETag! } },
            };
            using var unchanged = await Http(product).SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }
    }

    [Theory]
    [InlineData(Product.LocalHost)]
    [InlineData(Product.Functions)]
    public async Task There_is_no_other_file(Product product)
    {
        foreach (var name in new[] { "none.js", "OperatorPage.cs", "..%2Foperator.js", "OPERATOR.JS" })
        {
            using var response = await Http(product).GetAsync($"api/operator/{name}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Theory]
    [InlineData(Product.LocalHost)]
    [InlineData(Product.Functions)]
    public async Task Data_stays_in_no_cache_and_with_our_own_page(Product product)
    {
        foreach (
            var route in new[]
            {
                "payments?bill_id=none",
                "payments?day=2019-01-01",
                "payments.csv?from=2019-01-01&to=2019-01-01",
                "summary?day=2019-01-01",
                "deadletters",
                "health/details",
                "retention",
            }
        )
        {
            using var response = await Http(product).GetAsync($"api/{route}");
            Assert.True(response.Headers.CacheControl?.NoStore, route);
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["same-origin"], response.Headers.GetValues("Cross-Origin-Resource-Policy"));
        }
    }

    [Fact]
    public void Nothing_is_inline_read_as_markup_or_fetched_from_elsewhere()
    {
        foreach (var (name, content) in Files())
            Assert.DoesNotMatch(Forbidden(), content.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
        Assert.DoesNotMatch(InlineInHtml(), Files().Single(file => file.Name == "operator.html").Content);
    }

    [Fact]
    public void Every_word_that_is_asked_for_is_there_in_both_languages()
    {
        var words = string.Concat(
            Files().Where(file => file.Name is "words.js" or "repairwords.js" or "terms.js" or "judging.js").Select(file => file.Content)
        );
        var known = Word().Matches(words).Select(match => match.Groups[1].Value).ToHashSet();
        var asked = Files().SelectMany(file => Asked().Matches(file.Content)).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Superset(asked, known);
        Assert.True(asked.Count > 60);
    }

    private HttpClient Http(Product product) => product is Product.LocalHost ? localHost.Http : functions.Http;

    private static List<(string Name, string Content)> Files()
    {
        var assembly = typeof(OperatorPage).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith("operator/", StringComparison.Ordinal))
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                    return (name["operator/".Length..], reader.ReadToEnd());
                }),
        ];
    }

    [GeneratedRegex(
        @"(?i)innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
            + @"|https?://|[^a-z]url\(|@import|javascript:|cssText|setAttribute\('style"
    )]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"(?i)<style|\sstyle=|\son\w+=|<script[^>]*>[^<]")]
    private static partial Regex InlineInHtml();

    // Two texts, each of one string or of several that are added.
    private const string OneString = @"(?:'(?:[^'\\]|\\.)+'|""[^""]+"")";
    private const string OneText = OneString + @"(?:\s*\+\s*" + OneString + ")*";

    [GeneratedRegex(@"^  '?([\w.]+)'?: \[\s*" + OneText + @",\s*" + OneText + @",?\s*\],$", RegexOptions.Multiline)]
    private static partial Regex Word();

    [GeneratedRegex(@"\bt\('([\w.]+)'[,)]")]
    private static partial Regex Asked();
}
