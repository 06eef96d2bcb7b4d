using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;

try
{
    await RunAsync(WebApplication.CreateSlimBuilder(args));
    return 0;
}
catch (Exception problem) when (problem is StartException or OptionsValidationException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}

static async Task RunAsync(WebApplicationBuilder builder)
{
    var configuration = builder.Configuration;
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole();
    builder.WebHost.UseUrls(LoopbackUrl.Free(configuration["urls"]));

    var usesAzurite = !configuration.GetSection(StorageNames.Connection).AsEnumerable().Any(setting => !string.IsNullOrEmpty(setting.Value));
    await using var azurite = usesAzurite
        ? await Azurite.StartAsync(configuration["data"] ?? Path.Combine(Repository.Root, ".azurite"))
        : null;
    var usesDevelopmentKey = usesAzurite && !configuration.GetSection("PaySsam:ApiKeys").GetChildren().Any(slot => !string.IsNullOrEmpty(slot.Value));
    if (azurite is not null)
        configuration[StorageNames.Connection] = azurite.ConnectionString;
    if (usesDevelopmentKey)
        configuration["PaySsam:ApiKeys:0"] = Greeting.DevelopmentKey;

    builder.Services.AddPaySsamCallbacks(configuration);
    builder.Services.AddSingleton(QueueSettings.Read(Path.Combine(AppContext.BaseDirectory, "host.json")));
    builder.Services.AddHostedService<QueuePump>();
    await using var app = builder.Build();
    app.MapPaySsam();
    if ((await app.Services.GetRequiredService<HealthCheck>().CheckAsync()).Status != 200)
        throw new StartException($"Storage cannot be reached, or refuses us: check {StorageNames.Connection}.");
    await app.StartAsync();
    Greeting.Print(app.Urls.First(), usesAzurite, usesDevelopmentKey);
    await app.WaitForShutdownAsync();
}
