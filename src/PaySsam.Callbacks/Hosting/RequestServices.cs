using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PaySsam.Callbacks.Hosting;

internal static class RequestServices
{
    // ASP.NET Core's log of each request quotes its query, and a callback's query holds a token.
    private const string QuotesQueries = "Microsoft.AspNetCore.Hosting";

    private const int MostReadAhead = 64 * 1024;

    /// <summary>Keeps URLs out of logs, whatever the settings say, and what a connection reads ahead of the product small.</summary>
    public static IServiceCollection AddCallbackRequests(this IServiceCollection services) =>
        services
            .Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBufferSize = MostReadAhead)
            .Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = MostReadAhead) // Its own limit, of 1 MiB.
            .PostConfigure<LoggerFilterOptions>(filters =>
            {
                foreach (
                    var rule in filters
                        .Rules.Where(rule => rule.CategoryName?.StartsWith(QuotesQueries, StringComparison.OrdinalIgnoreCase) is true)
                        .ToList()
                )
                    filters.Rules.Remove(rule);
                filters.Rules.Add(new LoggerFilterRule(providerName: null, QuotesQueries, LogLevel.Warning, filter: null));
            });
}
