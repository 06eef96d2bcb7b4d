using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Http;

namespace PaySsam.LocalHost;

/// <summary>The routes of the deployed app, without function keys.</summary>
internal static class Endpoints
{
    public static void MapPaySsam(this WebApplication app)
    {
        var api = app.Services.GetRequiredService<HttpApi>();
        app.Use((http, next) => app.Lifetime.ApplicationStopping.IsCancellationRequested ? RefuseAsync(http) : next(http));
        app.Use(
            (http, next) => http.Request.Path.Value!.Contains("//", StringComparison.Ordinal) ? RefuseDoubleSlashAsync(http) : next(http)
        );
        app.Use(ForeignPages.RefuseAsync);
        foreach (var route in Routes.All)
        {
            // The only caller here is the operator, who may see the warnings.
            var handle =
                route.Template == Routes.Health ? Routes.All.Single(other => other.Template == Routes.HealthDetails).Handle : route.Handle;
            app.MapMethods(Routes.Prefix + route.Template, [route.Method], http => handle(api, http.Request));
        }
    }

    /// <summary>A base URL with a slash at its end, joined to a path: easy to overlook in a console.</summary>
    private static Task RefuseDoubleSlashAsync(HttpContext http) =>
        http.Request.AnswerAsync(
            new Reply(
                StatusCodes.Status404NotFound,
                Base.Error("The path contains a double slash: remove one of the two, as in /api/payssam/callback.")
            )
        );

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return http.Request.AnswerAsync(new Reply(503, Base.SystemError));
    }
}
