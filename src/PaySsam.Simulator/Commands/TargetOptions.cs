using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>Whom every command calls, as whom, and how long it waits.</summary>
internal sealed class TargetOptions
{
    public const double LeastSeconds = 0.001;
    public const double MostSeconds = 3600;

    private readonly Option<Uri> _url = new("--url")
    {
        Description = Texts.UrlOption,
        Required = true,
        CustomParser = ReadUrl,
    };
    private readonly Option<string?> _key = new("--key") { Description = Texts.KeyOption };
    private readonly Option<string?> _token = new("--token") { Description = Texts.TokenOption };
    private readonly Option<string> _api = new("--api") { DefaultValueFactory = _ => "v1" };
    private readonly Option<double> _timeout = Number("--timeout", Texts.TimeoutOption, 10, LeastSeconds, MostSeconds);

    /// <param name="command">Gets the options.</param>
    /// <param name="bothVersions">Whether it can speak both versions of the API, one after the other.</param>
    /// <param name="keyless">The option with which no key is needed; null where there is none.</param>
    public TargetOptions(Command command, bool bothVersions = false, Option<bool>? keyless = null)
    {
        _key.Required = keyless is null;
        if (keyless is not null)
        {
            command.Validators.Add(result =>
            {
                if (result.GetResult(_key) is null && !result.GetValue(keyless))
                    result.AddError(Texts.KeyMissing);
            });
        }

        _api.Description = bothVersions ? Texts.ApiOrBothOption : Texts.ApiOption;
        _api.AcceptOnlyFromAmong(bothVersions ? ["v1", "v2", "both"] : ["v1", "v2"]);
        _key.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError(Texts.NoKey);
        });
        command.Options.Add(_url);
        command.Options.Add(_key);
        command.Options.Add(_token);
        command.Options.Add(_api);
        command.Options.Add(_timeout);
    }

    /// <summary>With the token, where there is one.</summary>
    public Uri Url(ParseResult parsed) => Token(parsed) is { } token ? BareUrl(parsed).With(UrlQuery.Token, token) : BareUrl(parsed);

    /// <summary>As it was given, without a token.</summary>
    public Uri BareUrl(ParseResult parsed) => parsed.GetRequiredValue(_url).Without(UrlQuery.Token);

    /// <summary>The URL's token, by <c>--token</c> or as the URL has it; null where there is none.</summary>
    public string? Token(ParseResult parsed) =>
        parsed.GetValue(_token) is { Length: > 0 } token ? token : parsed.GetRequiredValue(_url).Read(UrlQuery.Token);

    /// <summary>Empty where callbacks go without one.</summary>
    public string Key(ParseResult parsed) => parsed.GetValue(_key) ?? "";

    public ApiVersion Version(ParseResult parsed) => Versions(parsed)[0];

    public IReadOnlyList<ApiVersion> Versions(ParseResult parsed) =>
        parsed.GetValue(_api) switch
        {
            "v1" => [ApiVersion.V1],
            "v2" => [ApiVersion.V2],
            _ => [ApiVersion.V1, ApiVersion.V2],
        };

    public Receiver Open(ParseResult parsed) => new(TimeSpan.FromSeconds(parsed.GetValue(_timeout)));

    public Secrets Secrets(ParseResult parsed, string? other = null) =>
        new([Key(parsed), Token(parsed), other, .. Wire.Secrets.InQueryOf(Url(parsed))]);

    /// <summary>An option of a number between two limits, which it may be.</summary>
    public static Option<T> Number<T>(string name, Phrase description, T number, T least, T most)
        where T : INumber<T>
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => number };
        option.Validators.Add(result =>
        {
            if (
                !result.Implicit
                && !(
                    T.TryParse(result.Tokens.SingleOrDefault()?.Value, CultureInfo.InvariantCulture, out var value)
                    && value >= least
                    && value <= most
                )
            )
                result.AddError(Texts.NotNumber(name, $"{least}", $"{most}"));
        });
        return option;
    }

    /// <summary>An http or https URL.</summary>
    public static Uri? ReadUrl(ArgumentResult result)
    {
        if (
            Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        )
            return url;
        result.AddError(Texts.NotUrl);
        return null;
    }
}
