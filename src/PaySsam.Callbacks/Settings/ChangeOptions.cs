using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Settings;

/// <summary>Whether changes are told, and in whose name.</summary>
/// <param name="Queue"><c>PaySsam__Changes__Queue</c>: <c>true</c> puts events on the queue <c>payment-changes</c>.</param>
/// <param name="Source"><c>PaySsam__Source</c>: what tells this deployment's events from another's; <c>default</c> when not set.</param>
public sealed partial record ChangeOptions(bool Queue, string Source)
{
    private const string QueueSetting = "PaySsam__Changes__Queue";
    private const string SourceSetting = "PaySsam__Source";

    /// <exception cref="OptionsValidationException">A setting cannot be read.</exception>
    public static ChangeOptions Read(IConfiguration configuration)
    {
        var queue = configuration["PaySsam:Changes:Queue"];
        var source = configuration["PaySsam:Source"];
        return new ChangeOptions(
            string.IsNullOrEmpty(queue) ? false
                : bool.TryParse(queue, out var on) ? on
                : throw Setting.Problem(QueueSetting, "is neither true nor false"),
            string.IsNullOrEmpty(source) ? "default"
                : Name().IsMatch(source) ? source
                : throw Setting.Problem(SourceSetting, "has other characters than A-Z a-z 0-9 - . _ ~, or more than 64")
        );
    }

    // What stands unescaped in a URI.
    [GeneratedRegex(@"^[A-Za-z0-9._~-]{1,64}\z")]
    private static partial Regex Name();
}
