using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Settings;
using PaySsam.Callbacks.Storage;
using PaySsam.Callbacks.Telemetry;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Infra;

/// <summary>The product is started on the settings that are provisioned, and those that it asks for are written down.</summary>
public class SettingsTests
{
    // Read by the Functions host, whose names these are.
    private static readonly string[] NotOurs =
    [
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__queueServiceUri",
        "AzureWebJobsStorage__tableServiceUri",
        "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
    ];

    [Fact]
    public async Task Every_setting_that_is_provisioned_is_read()
    {
        var provisioned = (await Settings.OfTheTemplateAsync()).Keys.ToList();

        Assert.Equal(
            provisioned.Order(StringComparer.Ordinal),
            NotOurs.Concat(provisioned.Intersect(Read(provisioned))).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Every_setting_that_is_read_is_provisioned_but_the_connection_string()
    {
        var provisioned = (await Settings.OfTheTemplateAsync()).Keys.ToList();

        Assert.Equal(
            [StorageNames.Connection, "OTEL_EXPORTER_OTLP_ENDPOINT"],
            OursOf(Read(provisioned)).Except(provisioned).OrderDescending(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_template_and_the_app_take_a_key_of_any_length()
    {
        var parameters = (await ArmTemplate.MainAsync())
            .Parameters.Where(parameter => parameter.Name is "callbackKey" or "secondCallbackKey")
            .ToList();
        var validator = new PaySsamOptionsValidator();

        Assert.Equal([1, 1], parameters.Select(parameter => parameter.Value.GetProperty("minLength").GetInt32()));
        Assert.True(validator.Validate(null, new() { ApiKeys = ["k"] }).Succeeded);
        Assert.False(validator.Validate(null, new() { ApiKeys = [""] }).Succeeded);
    }

    /// <summary>Those who deploy without the template see it too.</summary>
    [Theory]
    [InlineData("local.settings.sample.json")]
    [InlineData("README.md")]
    [InlineData("README.ko.md")]
    [InlineData("docs/deploy.md")]
    [InlineData("docs/deploy.ko.md")]
    public async Task The_limit_of_a_body_is_told_as_it_is_provisioned(string file)
    {
        var limit = (await Settings.OfTheTemplateAsync())["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"].GetString()!;
        var text = await File.ReadAllTextAsync(Path.Combine(PaySsam.LocalHost.Repository.Root, file));

        Assert.Matches($"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT\\W[^|]*(\\|[^|]*)?{limit}", text);
    }

    private static IEnumerable<string> Read(IEnumerable<string> provisioned)
    {
        var source = new Recorder(provisioned.ToDictionary(name => name.Replace("__", ":", StringComparison.Ordinal), Value));
        var configuration = new ConfigurationBuilder().Add(source).Build();
        var collection = new ServiceCollection().AddPaySsamCallbacks(configuration);
        Assert.NotNull(collection.AddPaySsamTelemetry(configuration));
        using var services = collection.AddSingleton<IConfiguration>(configuration).BuildServiceProvider();
        services.GetRequiredService<TracerProvider>();
        Assert.Equal([Some.ApiKey], services.GetRequiredService<IOptions<PaySsamOptions>>().Value.ApiKeys);
        return source.Asked.Keys.Select(name => name.Replace(":", "__", StringComparison.Ordinal));
    }

    /// <summary>Without those that the SDKs of telemetry and storage look for themselves.</summary>
    private static IEnumerable<string> OursOf(IEnumerable<string> read) =>
        read.Where(name => !name.StartsWith("OTEL_", StringComparison.Ordinal) || name == "OTEL_EXPORTER_OTLP_ENDPOINT");

    private static string? Value(string name) =>
        name.EndsWith("Uri", StringComparison.Ordinal) ? "https://account.example/"
        : name.EndsWith("credential", StringComparison.Ordinal) ? "managedidentity"
        : name.EndsWith("CONNECTION_STRING", StringComparison.Ordinal) ? $"InstrumentationKey={Guid.Empty}"
        : name.EndsWith("Changes__Queue", StringComparison.Ordinal) ? "true"
        : name.EndsWith("Webhook__Url", StringComparison.Ordinal) ? "https://account.example/"
        : name.Contains("Webhook__Secrets", StringComparison.Ordinal) ? "whsec_bm90LWEtc2VjcmV0LWJ1dC1hcy1sb25n"
        : name.EndsWith("Api__BaseUrl", StringComparison.Ordinal) ? "https://account.example/"
        : name.EndsWith("Api__Version", StringComparison.Ordinal) ? "v1"
        : name.EndsWith("Api__PerSecond", StringComparison.Ordinal) ? "2"
        : name.EndsWith("Days", StringComparison.Ordinal) ? "2000"
        : name.EndsWith("Cidrs", StringComparison.Ordinal) ? "10.0.0.0/8"
        : name.EndsWith("Ratio", StringComparison.Ordinal) ? "1"
        : name.Contains("UrlTokens", StringComparison.Ordinal) ? global::PaySsam.LocalHost.Greeting.DevelopmentToken
        : name.Contains("Key", StringComparison.Ordinal) ? Some.ApiKey
        : Guid.Empty.ToString();

    private sealed class Recorder(Dictionary<string, string?> settings) : ConfigurationProvider, IConfigurationSource
    {
        public ConcurrentDictionary<string, bool> Asked { get; } = [];

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data = settings;

        public override bool TryGet(string key, out string? value)
        {
            Asked.TryAdd(key, true);
            return base.TryGet(key, out value);
        }
    }
}
