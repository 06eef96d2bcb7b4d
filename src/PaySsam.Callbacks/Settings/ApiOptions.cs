using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Settings;

/// <summary>Where and how PaySsam is asked. Read once; a problem stops the start, and quotes no key.</summary>
/// <param name="BaseUrl"><c>PaySsam__Api__BaseUrl</c>, to which the path of the call is appended; null where PaySsam is not asked.</param>
/// <param name="IsV2"><c>PaySsam__Api__Version</c>: <c>v1</c> or <c>v2</c>.</param>
/// <param name="Key"><c>PaySsam__Api__Key</c>: the partner's <c>apikey</c>.</param>
/// <param name="Member"><c>PaySsam__Api__Member</c>, where a bill names none.</param>
/// <param name="Merchant"><c>PaySsam__Api__Merchant</c>, where a bill names none.</param>
/// <param name="PerSecond"><c>PaySsam__Api__PerSecond</c>: requests a second at the most, 0.2 to 1000; 2 when not set.</param>
public sealed record ApiOptions(Uri? BaseUrl, bool IsV2, string Key, string? Member, string? Merchant, double PerSecond)
{
    private const string Prefix = "PaySsam__Api__";
    private const double DefaultPerSecond = 2;

    /// <param name="configuration">The settings.</param>
    /// <param name="loopback">Whether http to this very machine will do: in LocalHost.</param>
    /// <exception cref="OptionsValidationException">A setting cannot be read, or is not safe.</exception>
    public static ApiOptions Read(IConfiguration configuration, bool loopback)
    {
        var section = configuration.GetSection("PaySsam:Api");
        return section["BaseUrl"] is not { Length: > 0 } url
            ? new ApiOptions(null, false, "", null, null, DefaultPerSecond)
            : new ApiOptions(
                ReadUrl(url, loopback),
                ReadVersion(section["Version"]),
                ReadKey(section["Key"]),
                Filled(section["Member"]),
                Filled(section["Merchant"]),
                Setting.Number(Prefix + "PerSecond", section["PerSecond"], 0.2, 1000, DefaultPerSecond)
            );
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => nameof(ApiOptions);

    private static Uri ReadUrl(string text, bool loopback)
    {
        var url = Setting.Url(Prefix + "BaseUrl", text.TrimEnd('/') + '/', loopback);
        return url.Query.Length > 0 || url.Fragment.Length > 0
            ? throw Problem("BaseUrl", "is not a URL that a path can be appended to")
            : url;
    }

    private static bool ReadVersion(string? text) =>
        text switch
        {
            "v1" => false,
            "v2" => true,
            _ => throw Problem("Version", "is neither v1 nor v2"),
        };

    private static string ReadKey(string? key) =>
        string.IsNullOrEmpty(key) ? throw Problem("Key", "is missing: set it to the apikey that PaySsam gave you")
        : Setting.IsUnresolved(key) ? throw Problem("Key", Setting.Unresolved)
        : key.Trim() != key ? throw Problem("Key", "begins or ends with white space")
        : key;

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static OptionsValidationException Problem(string setting, string problem) => Setting.Problem(Prefix + setting, problem);
}
