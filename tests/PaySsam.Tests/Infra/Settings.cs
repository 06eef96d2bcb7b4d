using System.Text.Json;
using System.Text.RegularExpressions;

namespace PaySsam.Tests.Infra;

/// <summary>The app's settings.</summary>
internal static partial class Settings
{
    /// <summary>Those that the template provisions, by name; of the key slots the first only, which is always there.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> OfTheTemplateAsync()
    {
        var template = await ArmTemplate.MainAsync();
        var parts = VariableName()
            .Matches(template.One("Microsoft.Web/sites/config").GetProperty("properties").GetString()!)
            .Select(match => template.Variable(match.Groups[1].Value))
            .ToList();
        return parts
            .Where(part => part.ValueKind is JsonValueKind.Object)
            .SelectMany(part => part.EnumerateObject())
            .Select(setting => (setting.Name, setting.Value))
            .Concat(
                parts
                    .Where(part => part.ValueKind is JsonValueKind.String)
                    .Select(part => (KeySlot().Match(part.GetString()!).Groups[1].Value + "0", part))
            )
            .ToDictionary();
    }

    [GeneratedRegex(@"variables\('(\w+)'\)")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"format\('(\w+__)\{0\}'")]
    private static partial Regex KeySlot();
}
