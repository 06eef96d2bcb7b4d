using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Hosting;

/// <summary>The configuration section <c>PaySsam</c>.</summary>
public sealed class PaySsamOptions
{
    private const int HardToGuess = 16;

    /// <summary>
    /// <c>PaySsam__ApiKeys__0</c>, <c>PaySsam__ApiKeys__1</c>, …: every key that PaySsam may send as <c>apikey</c>.
    /// At least one; two while a key is rotated. Empty slots are ignored.
    /// </summary>
    public IReadOnlyList<string?> ApiKeys { get; set; } = [];

    /// <summary>
    /// Which keys are shorter than 16 characters. PaySsam chooses a key, so that is no reason not to start. For the operator
    /// alone; never quotes a key.
    /// </summary>
    internal IEnumerable<string> Warnings => ApiKeys
        .Select((key, slot) => key is { Length: > 0 and < HardToGuess }
            ? $"PaySsam__ApiKeys__{slot} is easy to guess: it has a length of {key.Length}, below {HardToGuess}. Let PaySsam's addresses alone call the app: the list allowedCallerCidrs."
            : null)
        .OfType<string>();
}

/// <summary>Stops the start on keys that would refuse every callback, or admit anyone. Never quotes a key.</summary>
internal sealed class PaySsamOptionsValidator : IValidateOptions<PaySsamOptions>
{
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
        _ when key.Trim() != key => "begins or ends with white space",
        _ => null,
    };
}
