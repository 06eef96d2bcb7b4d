using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.LocalHost;

try
{
    await RunAsync(args);
    return 0;
}
catch (Exception problem) when (problem is StartException or OptionsValidationException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}

static async Task RunAsync(string[] args)
{
    const string showStorage = "--show-storage";
    var showsStorage = args.Contains(showStorage);
    args = [.. args.Where(argument => argument != showStorage)]; // The configuration would take the next one for its value.
    var builder = WebApplication.CreateSlimBuilder(args);
    var configuration = builder.Configuration;
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole();
    builder.WebHost.UseUrls(LoopbackUrl.Free(configuration["urls"]));

    // The product reads 1 MiB of a body and answers the rest itself.
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);

    var usesAzurite = !configuration
        .GetSection(StorageNames.Connection)
        .AsEnumerable()
        .Any(setting => !string.IsNullOrEmpty(setting.Value));
    await using var azurite = usesAzurite
        ? await Azurite.StartAsync(
            new ConfigurationBuilder().AddCommandLine(args).Build()["data"] ?? Path.Combine(Repository.Root, ".azurite")
        )
        : null;
    var usesDevelopmentKey =
        usesAzurite && !configuration.GetSection("PaySsam:ApiKeys").GetChildren().Any(slot => !string.IsNullOrEmpty(slot.Value));
    if (azurite is not null)
        configuration[StorageNames.Connection] = azurite.ConnectionString;
    if (usesDevelopmentKey)
        configuration["PaySsam:ApiKeys:0"] = Greeting.DevelopmentKey;
    if (usesAzurite && !configuration.GetSection("PaySsam:UrlTokens").GetChildren().Any(slot => !string.IsNullOrEmpty(slot.Value)))
        configuration["PaySsam:UrlTokens:0"] = Greeting.DevelopmentToken;
    if (configuration["webhook"] is { Length: > 0 } webhook)
        configuration["PaySsam:Webhook:Url"] = webhook;
    var usesDevelopmentSecret =
        usesAzurite && !configuration.GetSection("PaySsam:Webhook:Secrets").GetChildren().Any(slot => !string.IsNullOrEmpty(slot.Value));
    if (usesDevelopmentSecret)
        configuration["PaySsam:Webhook:Secrets:0"] = Greeting.DevelopmentSecret;

    builder.Services.AddPaySsamCallbacks(configuration, loopback: true);
    Telemetry.Add(builder.Services, configuration);
    builder.Services.AddSingleton(QueueSettings.Read(Path.Combine(AppContext.BaseDirectory, "host.json")));
    QueuePump.Add(builder.Services);
    JobTimer.Add<Sweeper>(builder.Services, Sweeper.Interval, (sweeper, stop) => sweeper.RunDueAsync(stop));
    await using var app = builder.Build();
    app.MapPaySsam();
    if ((await app.Services.GetRequiredService<HealthCheck>().CheckAsync(forOperator: false)).Status != 200)
        throw new StartException($"Storage cannot be reached, or refuses us: check {StorageNames.Connection}.");
    await StartAsync(app);
    if (showsStorage && azurite is not null)
        Console.WriteLine($"{StorageNames.Connection}={azurite.ConnectionString}");
    Greeting.Print(
        app.Urls.First(),
        usesAzurite,
        usesDevelopmentKey,
        app.Services.GetRequiredService<WebhookOptions>().Url,
        usesDevelopmentSecret
    );
    await WaitForStopAsync(app);
}

static async Task StartAsync(WebApplication app)
{
    try
    {
        await app.StartAsync();
    }
    catch (IOException fault)
    {
        throw new StartException(fault.Message); // Such as a port that was taken a moment ago.
    }
}

/// <summary>
/// A stop refuses what comes for half a second more (<see cref="Endpoints"/>), and then closes the connections: a request
/// that Kestrel had not yet read when it closed its connection would otherwise be neither answered nor refused.
/// </summary>
static async Task WaitForStopAsync(WebApplication app)
{
    var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    app.Lifetime.ApplicationStopping.Register(stop.SetResult);
    await stop.Task;
    await Task.Delay(500);
    await app.StopAsync();
}
