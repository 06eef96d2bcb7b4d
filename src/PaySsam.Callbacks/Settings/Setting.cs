using System.Globalization;
using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Settings;

/// <summary>How every setting is read. A problem stops the start: it names the setting as it is set, and quotes no value.</summary>
internal static class Setting
{
    /// <summary>What a Key Vault reference says that could not be resolved.</summary>
    public const string Unresolved = "is a Key Vault reference that was not resolved: check the identity's access to the vault";

    public static OptionsValidationException Problem(string setting, string problem) =>
        new(setting, typeof(string), [$"{setting} {problem}."]);

    public static bool IsUnresolved(string text) => text.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase);

    /// <summary>An https URL without a user or a password.</summary>
    /// <param name="setting">Its name.</param>
    /// <param name="text">Its value.</param>
    /// <param name="loopback">Whether http to this machine is allowed too: in LocalHost.</param>
    public static Uri Url(string setting, string text, bool loopback) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var url) ? throw Problem(setting, "is not a URL")
        : url.UserInfo.Length > 0 ? throw Problem(setting, "must not hold a user or a password")
        : url.Scheme == Uri.UriSchemeHttps || (loopback && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) ? url
        : throw Problem(setting, "is not an https URL");

    /// <summary>A number of a range; <paramref name="otherwise"/> where it is not set.</summary>
    public static double Number(string setting, string? text, double least, double most, double otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
        : throw Problem(setting, string.Create(CultureInfo.InvariantCulture, $"is not a number from {least} to {most}"));
}
