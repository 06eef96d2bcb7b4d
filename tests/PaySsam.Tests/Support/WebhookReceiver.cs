using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Support;

/// <summary>The partner's endpoint: takes what it is posted, and answers as a test wants.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string FirstSecret = "whsec_bm90LWEtc2VjcmV0LWJ1dC1hcy1sb25n";
    public const string SecondSecret = "whsec_bm9yLWlzLXRoaXMtb25lLWEtc2VjcmV0";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Post> _posts = [];
    private readonly ConcurrentQueue<string> _paths = [];

    private WebhookReceiver(WebApplication app) => _app = app;

    public sealed record Post(string Id, string Timestamp, string Signature, string ContentType, string Body)
    {
        public JsonNode Event => JsonNode.Parse(Body)!;

        public string State => (string)Event["data"]!["state"]!;
    }

    /// <summary>Its answer; 204 where it is not set.</summary>
    public Func<HttpContext, Task> Answer { get; set; } =
        http =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };

    public Uri Url => new(_app.Urls.Single());

    public IReadOnlyList<Post> Posts => [.. _posts];

    /// <summary>Of the posts.</summary>
    public IReadOnlyList<string> Paths => [.. _paths];

    public static async Task<WebhookReceiver> StartAsync(int port = 0, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                port,
                endpoint =>
                {
                    if (certificate is not null)
                        endpoint.UseHttps(certificate);
                }
            )
        );
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async Task<Post> WaitAsync(Func<Post, bool> wanted)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(1); DateTime.UtcNow < deadline; await Task.Delay(50))
        {
            if (_posts.FirstOrDefault(wanted) is { } post)
                return post;
        }

        throw new TimeoutException("It was not posted.");
    }

    /// <summary>Asserts that the Standard Webhooks' own package accepts each post with a secret.</summary>
    public static async Task VerifyAsync(string secret, IReadOnlyList<Post> posts)
    {
        Assert.NotEmpty(posts);
        var folder = Path.Combine(Repository.Root, "tests", "PaySsam.Tests", "standardwebhooks");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
            await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, arguments, "");
        }

        var lines = posts.Select(post =>
            new JsonObject
            {
                ["secret"] = secret,
                ["id"] = post.Id,
                ["timestamp"] = post.Timestamp,
                ["signature"] = post.Signature,
                ["body"] = post.Body,
            }.ToJsonString()
        );

        var answers = await RunAsync("node", folder, ["verify.mjs"], string.Join('\n', lines));

        Assert.Equal(posts.Select(_ => "ok"), answers.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<string> RunAsync(string program, string folder, string[] arguments, string input)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        _paths.Enqueue($"{http.Request.Path}");
        _posts.Enqueue(
            new Post(
                $"{headers["webhook-id"]}",
                $"{headers["webhook-timestamp"]}",
                $"{headers["webhook-signature"]}",
                $"{headers.ContentType}",
                await body.ReadToEndAsync()
            )
        );
        await Answer(http);
    }
}
