using System.Text.Json;
using Azure.Storage.Queues;

namespace PaySsam.Benchmarks.Receivers;

/// <summary>What a partner would write who knows that a callback must be queued: one message for each.</summary>
internal static class Naive
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var queue = new QueueClient(
            app.Configuration["PaySsamStorage"],
            "naive-callbacks",
            new QueueClientOptions(QueueClientOptions.ServiceVersion.V2024_11_04) { MessageEncoding = QueueMessageEncoding.Base64 }
        );
        await queue.CreateIfNotExistsAsync();
        var key = app.Configuration["PaySsam:ApiKeys:0"];
        app.MapPost(
            "/api/payssam/callback",
            async (HttpRequest request) =>
            {
                using var callback = await JsonDocument.ParseAsync(request.Body);
                if (callback.RootElement.GetProperty("apikey").GetString() != key)
                    return Results.StatusCode(401);
                await queue.SendMessageAsync(callback.RootElement.GetRawText());
                return Results.Text("""{"code":"0000","msg":"성공하였습니다."}""", "application/json; charset=utf-8");
            }
        );
        await Listening.RunAsync(app);
    }
}
