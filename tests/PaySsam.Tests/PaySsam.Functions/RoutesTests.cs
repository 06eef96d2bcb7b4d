using System.Text.Json;
using PaySsam.Callbacks.Hosting;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Functions;

/// <summary>The table of routes and the published app's own list of functions.</summary>
public sealed class RoutesTests
{
    [Fact]
    public async Task Every_route_is_a_function_and_every_function_a_route()
    {
        var metadata = Path.Combine(await PublishedApp.FolderAsync(), "functions.metadata");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(metadata));
        var deployed = json
            .RootElement.EnumerateArray()
            .SelectMany(function => function.GetProperty("bindings").EnumerateArray(), (function, binding) => (function, binding))
            .Where(pair => pair.binding.GetProperty("type").GetString() is "httpTrigger")
            .Select(pair =>
                (
                    Function: pair.function.GetProperty("name").GetString(),
                    Method: Assert.Single(pair.binding.GetProperty("methods").EnumerateArray()).GetString()!.ToUpperInvariant(),
                    Template: pair.binding.GetProperty("route").GetString(),
                    IsAnonymous: pair.binding.GetProperty("authLevel").GetString() is "Anonymous"
                )
            );

        Assert.Equal(
            Routes.All.Select(route => ((string?)route.Function, route.Method, (string?)route.Template, route.IsAnonymous)).Order(),
            deployed.Order()
        );
    }
}
