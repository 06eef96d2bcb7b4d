using System.Globalization;
using System.Text;

namespace PaySsam.Benchmarks.Model;

/// <summary>
/// Azure Storage's queues and tables as far as the benchmarks' clients speak to them, with Azure's latency and limits and
/// without its work. bench/README.md says what is modelled, where the figures are from, and what is left out.
/// </summary>
internal static class AzureModel
{
    public static async Task RunAsync(ModelSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var (latency, limits) = (new Latency(settings), new Limits(settings));
        var (queues, tables) = (new QueueStore(limits), new TableStore(limits));
        var (operations, away) = (0, false);

        app.MapGet("/operations", () => operations.ToString(CultureInfo.InvariantCulture));
        app.MapPost("/unlimited", () => limits.Lift());
        app.MapPost(
            "/away",
            () =>
            {
                away = true;
            }
        );
        app.MapPost(
            "/back",
            () =>
            {
                away = false;
            }
        );
        app.Map(
            "/queue/{queue}/{**rest}",
            (HttpContext context, string queue, string? rest) =>
                AnswerAsync(context, body => queues.Answer(context.Request, queue, rest, body))
        );
        app.Map(
            "/table/{**path}",
            (HttpContext context, string path) => AnswerAsync(context, body => tables.Answer(context.Request, path, body))
        );
        await Receivers.Listening.RunAsync(app);

        async Task AnswerAsync(HttpContext context, Func<string, ModelAnswer> answer)
        {
            Interlocked.Increment(ref operations);
            var wait = latency.NextAsync(string.Join('/', context.Request.Path.Value!.Split('(')[0].Split('/').Take(3)));
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            await wait;
            var result = away || !limits.OfAccount() ? ModelAnswer.Busy : answer(body);
            await (context.Request.Path.StartsWithSegments("/queue", StringComparison.Ordinal) ? result.OfQueue() : result).WriteAsync(
                context.Response
            );
        }
    }
}
