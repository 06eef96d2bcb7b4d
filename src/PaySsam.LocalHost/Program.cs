using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Reconciliation;
using PaySsam.Callbacks.Retaining;
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

    var usesAzurite = IsUnset(StorageNames.Connection);
    await using var azurite = usesAzurite
        ? await Azurite.StartAsync(
            new ConfigurationBuilder().AddCommandLine(args).Build()["data"] ?? Path.Combine(Repository.Root, ".azurite")
        )
        : null;
    var usesDevelopmentKey = usesAzurite && IsUnset("PaySsam:ApiKeys");
    var usesDevelopmentToken = usesAzurite && IsUnset("PaySsam:UrlTokens");
    var usesDevelopmentSecret = usesAzurite && IsUnset("PaySsam:Webhook:Secrets");
    if (azurite is not null)
        configuration[StorageNames.Connection] = azurite.ConnectionString;
    if (usesDevelopmentKey)
        configuration["PaySsam:ApiKeys:0"] = Greeting.DevelopmentKey;
    if (usesDevelopmentToken)
        configuration["PaySsam:UrlTokens:0"] = Greeting.DevelopmentToken;
    if (configuration["webhook"] is { Length: > 0 } webhook)
        configuration["PaySsam:Webhook:Url"] = webhook;
    if (usesDevelopmentSecret)
        configuration["PaySsam:Webhook:Secrets:0"] = Greeting.DevelopmentSecret;

    builder.Services.AddPaySsamCallbacks(configuration, loopback: true);
    Telemetry.Add(builder.Services, configuration);
    builder.Services.AddSingleton(QueueSettings.Read(Path.Combine(AppContext.BaseDirectory, "host.json")));
    QueuePumps.Add(builder.Services);
    JobTimer.Add<Sweeper>(builder.Services, Sweeper.Interval, (sweeper, stop) => sweeper.RunDueAsync(stop));
    JobTimer.Add<Retention>(builder.Services, Retention.Interval, (retention, stop) => retention.RunDueAsync(stop));
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
        usesDevelopmentToken,
        app.Services.GetRequiredService<WebhookOptions>().Url,
        usesDevelopmentSecret
    );
    await WaitForStopAsync(app);

    bool IsUnset(string section) => !configuration.GetSection(section).AsEnumerable().Any(setting => !string.IsNullOrEmpty(setting.Value));
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
