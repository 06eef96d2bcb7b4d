using System.Text.Encodings.Web;
using System.Text.Json;

namespace PaySsam.Callbacks.Http;

/// <summary>PaySsam's reply schema <c>Base</c>, as UTF-8 JSON, with the codes of its API v1.</summary>
public static class Base
{
    /// <summary>
    /// The one reply that PaySsam counts as success. Anything else, by so much as a byte, is repeated every hour
    /// for 24 hours, and fails certification.
    /// </summary>
    public static ReadOnlyMemory<byte> Success { get; } = """{"code":"0000","msg":"성공하였습니다."}"""u8.ToArray();

    /// <summary>1003: the <c>apikey</c> is missing or not ours.</summary>
    public static ReadOnlyMemory<byte> UnknownUser { get; } = Json("1003", "접근이 불가한 사용자 입니다.");

    /// <summary>5000: a fault on our side; PaySsam should try again.</summary>
    public static ReadOnlyMemory<byte> SystemError { get; } = Json("5000", "SYSTEM ERROR");

    /// <summary>9980: no such bill.</summary>
    public static ReadOnlyMemory<byte> BillNotFound { get; } = Json("9980", "청구서를 찾을 수 없습니다.");

    /// <summary>9999: the request cannot be processed, because of <paramref name="problem"/>.</summary>
    public static ReadOnlyMemory<byte> Error(string problem) => Json("9999", problem);

    private static byte[] Json(string code, string msg) =>
        [.. "{\"code\":\""u8, .. Encode(code), .. "\",\"msg\":\""u8, .. Encode(msg), .. "\"}"u8];

    private static ReadOnlySpan<byte> Encode(string text) =>
        JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
}
