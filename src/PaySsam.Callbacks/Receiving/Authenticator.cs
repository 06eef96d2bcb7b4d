using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Receiving;

public enum Authentication
{
    /// <summary>No credential can be read from it.</summary>
    Unreadable,

    /// <summary>The <c>apikey</c> is missing or unknown, and no right token came with it.</summary>
    Refused,

    /// <summary>The <c>apikey</c> is one of ours.</summary>
    ByKey,

    /// <summary>It has no <c>apikey</c>, but the URL's token is right.</summary>
    ByToken,

    /// <summary>The URL's token is right, but the <c>apikey</c> is unknown.</summary>
    UnknownKey,
}

/// <summary>What came of a body at the door.</summary>
/// <param name="Result">Whether it may come in.</param>
/// <param name="Json">Where a credential was right, the same JSON without the <c>apikey</c> and other secrets, and without what
/// is too long to keep.</param>
/// <param name="Dropped">What was too long.</param>
/// <param name="Key">The <c>apikey</c> that is unknown.</param>
/// <param name="Problem">When unreadable, why; it quotes nothing.</param>
public readonly record struct Authenticated(
    Authentication Result,
    ReadOnlyMemory<byte> Json,
    IReadOnlyList<DroppedField> Dropped,
    byte[]? Key = null,
    string? Problem = null
);

/// <summary>
/// Checks the <c>apikey</c> (<c>apiKey</c> in API v2) inside a body, and takes every secret out of it. It is the one at the
/// top; where the top has none, or an empty one, the one in the only <see cref="Envelope"/>, and likewise in the only one in there.
/// </summary>
public sealed class Authenticator(Credentials credentials, Secrets secrets)
{
    private const string NotWellFormed = "The body is not well-formed JSON of at most 64 levels.";

    /// <param name="json">The body, in UTF-8.</param>
    /// <param name="hasToken">Whether the URL's token is right.</param>
    public Authenticated Authenticate(ReadOnlySpan<byte> json, bool hasToken = false)
    {
        if (Read(json) is not { } top)
            return new Authenticated(Authentication.Unreadable, default, [], Problem: NotWellFormed);
        var given = top;
        var isTwice = given.IsTwice;
        while (given is { Key: null, Envelope: { } envelope })
        {
            given = envelope;
            isTwice |= given.IsTwice;
        }

        var isKey = credentials.IsKey(given.Key);
        if (isTwice)
            return new Authenticated(Authentication.Unreadable, default, [], Problem: "apikey is given twice.");
        var result =
            isKey ? Authentication.ByKey
            : !hasToken ? Authentication.Refused
            : given.Key is null ? Authentication.ByToken
            : Authentication.UnknownKey;
        if (result is Authentication.Refused)
            return new Authenticated(result, default, []);
        var clean = new Cleaning(json, top, secrets).Run(out var dropped);
        return new Authenticated(result, clean, dropped, result is Authentication.UnknownKey ? given.Key : null);
    }

    /// <summary>The same JSON as it may be stored, whoever sent it; null where it is not a JSON object.</summary>
    internal ReadOnlyMemory<byte>? Clean(ReadOnlySpan<byte> json, out IReadOnlyList<DroppedField> dropped)
    {
        dropped = [];
        return Read(json) is { } top ? new Cleaning(json, top, secrets).Run(out dropped) : null;
    }

    private static GivenKeys? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = JsonText.Read(json);
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
                return null;
            var keys = GivenKeys.Read(ref reader);
            return reader.Read() ? null : keys; // Behind the object nothing may come.
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
