using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Hosting;

/// <summary>The configuration section <c>PaySsam</c>.</summary>
public sealed class PaySsamOptions
{
    /// <summary>
    /// <c>PaySsam__ApiKeys__0</c>, <c>PaySsam__ApiKeys__1</c>, …: every key that PaySsam may send as <c>apikey</c>.
    /// At least one; two while a key is rotated. Empty slots are ignored.
    /// </summary>
    public IReadOnlyList<string?> ApiKeys { get; set; } = [];
}

/// <summary>Stops the start on keys that would refuse every callback, or admit anyone. Never quotes a key.</summary>
internal sealed class PaySsamOptionsValidator : IValidateOptions<PaySsamOptions>
{
    private const int ShortestKey = 16;

    public ValidateOptionsResult Validate(string? name, PaySsamOptions options)
    {
        var problems = options.ApiKeys
            .Select((key, slot) => Problem(key) is { } problem ? $"PaySsam__ApiKeys__{slot} {problem}." : null)
            .OfType<string>().ToList();
        if (options.ApiKeys.All(string.IsNullOrEmpty))
            problems.Add("No callback key is configured: set PaySsam__ApiKeys__0 to the apikey that PaySsam sends.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Problem(string? key) => key switch
    {
        null or "" => null,
        _ when key.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) =>
            "is a Key Vault reference that was not resolved: check the identity's access to the vault",
        _ when key.Length < ShortestKey => $"is shorter than {ShortestKey} characters",
        _ when key.Trim() != key => "begins or ends with white space",
        _ => null,
    };
}
