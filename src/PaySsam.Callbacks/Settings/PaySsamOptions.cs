using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Settings;

/// <summary>The configuration section <c>PaySsam</c>.</summary>
public sealed class PaySsamOptions
{
    private const int HardToGuess = 16;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`“”‘’");

    /// <summary>
    /// <c>PaySsam__ApiKeys__0</c>, <c>PaySsam__ApiKeys__1</c>, …: every key that PaySsam may send as <c>apikey</c>.
    /// At least one; two while a key is rotated. Empty slots are ignored.
    /// </summary>
    public IReadOnlyList<string?> ApiKeys { get; set; } = [];

    /// <summary>
    /// <c>PaySsam__UrlTokens__0</c>, <c>PaySsam__UrlTokens__1</c>: what the callback URL that PaySsam was given carries as
    /// <c>?token=</c>, so that a callback without a key is known. Each of 32 to 64 characters of <c>a-z0-9</c>; none at all
    /// refuses callbacks without a key. Empty slots are ignored.
    /// </summary>
    public IReadOnlyList<string?> UrlTokens { get; set; } = [];

    /// <summary>
    /// Which keys are shorter than 16 characters, or look as if they were copied with something around them. PaySsam chooses a
    /// key, so that is no reason not to start. For the operator alone; never quotes a key.
    /// </summary>
    internal IEnumerable<string> Warnings => ApiKeys.SelectMany((key, slot) => Warn($"PaySsam__ApiKeys__{slot}", key ?? ""));

    private static IEnumerable<string> Warn(string setting, string key)
    {
        if (key.Length is > 0 and < HardToGuess)
            yield return $"{setting} is easy to guess: it has a length of {key.Length}, below {HardToGuess}. "
                + "Let PaySsam's addresses alone call the app: the list allowedCallerCidrs.";
        if (key.AsSpan().ContainsAny(Quotes))
            yield return $"{setting} contains a quotation mark: it must be the key alone, without quotes around it.";
        if (key.Any(IsInvisible))
            yield return $"{setting} contains an invisible character, such as U+200B or U+FEFF: type the key instead of pasting it.";
    }

    private static bool IsInvisible(char one) =>
        char.GetUnicodeCategory(one)
            is UnicodeCategory.Format
                or UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || (one != ' ' && char.IsWhiteSpace(one));
}

/// <summary>Stops the start on keys and tokens that would refuse every callback, or admit anyone. Never quotes one.</summary>
internal sealed partial class PaySsamOptionsValidator : IValidateOptions<PaySsamOptions>
{
    public ValidateOptionsResult Validate(string? name, PaySsamOptions options)
    {
        var problems = options
            .ApiKeys.Select((key, slot) => Problem(key) is { } problem ? $"PaySsam__ApiKeys__{slot} {problem}." : null)
            .Concat(
                options.UrlTokens.Select(
                    (token, slot) => TokenProblem(token) is { } problem ? $"PaySsam__UrlTokens__{slot} {problem}." : null
                )
            )
            .OfType<string>()
            .ToList();
        if (options.ApiKeys.All(string.IsNullOrEmpty))
            problems.Add("No callback key is configured: set PaySsam__ApiKeys__0 to the apikey that PaySsam sends.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Problem(string? key) =>
        key switch
        {
            null or "" => null,
            _ when Setting.IsUnresolved(key) => Setting.Unresolved,
            _ when key.Trim() != key => "begins or ends with white space",
            _ => null,
        };

    private static string? TokenProblem(string? token) =>
        token switch
        {
            null or "" => null,
            _ when Setting.IsUnresolved(token) => Setting.Unresolved,
            _ when !Token().IsMatch(token) => "must have 32 to 64 characters, each of a-z or 0-9",
            _ => null,
        };

    // They outlive consoles that encode a URL again, or make it lower-case.
    [GeneratedRegex(@"^[a-z0-9]{32,64}\z")]
    private static partial Regex Token();
}
