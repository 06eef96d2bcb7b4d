using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PaySsam.Simulator.Wire;

/// <summary>What a callback's JSON is turned into.</summary>
internal enum BodyForm
{
    Json,
    Gzip,
    EucKr,
    Form,
}

/// <summary>How callbacks are sent. By PaySsam's definition, unless told to send what was seen in the field.</summary>
/// <param name="Version">By whose names.</param>
/// <param name="Form">As JSON in UTF-8, or otherwise.</param>
/// <param name="IsKeyless">Without the <c>apikey</c>.</param>
/// <param name="SignKiB">Of a signature as Base64, <c>appr_sign</c>; 0 for none.</param>
internal sealed record Shape(ApiVersion Version, BodyForm Form = BodyForm.Json, bool IsKeyless = false, int SignKiB = 0)
{
    private const string SignInV1 = "appr_sign";
    private const string SignInV2 = "apprSign";

    /// <param name="callback">By the names of v1.</param>
    public CallbackBody Write(JsonObject callback)
    {
        var json = callback.In(Version);
        if (IsKeyless)
            json.Remove(Callback.NameIn(Version, Callback.ApiKey));
        if (SignKiB > 0)
            json[Version is ApiVersion.V1 ? SignInV1 : SignInV2] = Signature(SignKiB);
        var bytes = json.ToUtf8();
        var text = Encoding.UTF8.GetString(bytes.Span);
        return Form switch
        {
            BodyForm.Gzip => new CallbackBody(Gzip(bytes), text, ContentEncoding: "gzip"),
            BodyForm.EucKr => new CallbackBody(
                CodePagesEncodingProvider.Instance.GetEncoding(949)!.GetBytes(text),
                text,
                "application/json; charset=euc-kr"
            ),
            BodyForm.Form => AsForm(json),
            _ => new CallbackBody(bytes, text),
        };
    }

    private static CallbackBody AsForm(JsonObject json)
    {
        var text = string.Join(
            '&',
            json.Select(field => $"{WebUtility.UrlEncode(field.Key)}={WebUtility.UrlEncode(field.Value?.ToString() ?? "")}")
        );
        return new CallbackBody(Encoding.UTF8.GetBytes(text), text, "application/x-www-form-urlencoded");
    }

    private static byte[] Gzip(ReadOnlyMemory<byte> bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
            gzip.Write(bytes.Span);
        return output.ToArray();
    }

    /// <summary>The same each time, so that a repeat is the same to the byte.</summary>
    private static string Signature(int kiB)
    {
        var picture = new byte[kiB * 1024 / 4 * 3];
        new Random(kiB).NextBytes(picture);
        return Convert.ToBase64String(picture);
    }
}
