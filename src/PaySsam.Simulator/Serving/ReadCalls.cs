using System.Text.Json;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;

namespace PaySsam.Simulator.Serving;

/// <summary>
/// PaySsam's answer to whoever asks for one bill: <c>{"apikey","member","merchant","bill_id"}</c> by v1,
/// <c>{"apiKey","member","merchant","bill":{"billId"}}</c> by v2. Whatever its code, it comes as HTTP 200.
/// </summary>
internal sealed class ReadCalls(Register register, string key)
{
    /// <param name="version">By which it is asked.</param>
    /// <param name="body">The question.</param>
    /// <param name="mode">Whether v1 tells a bill alone, without a code; what is wrong has one all the same. And what F is called.</param>
    public JsonObject Answer(ApiVersion version, byte[] body, Mode mode)
    {
        var (given, id) = Read(version, body);
        return string.IsNullOrEmpty(id) ? Refuse(version, "9999", "처리 중에 오류가 발생했습니다.")
            : given != key ? RefuseKey(version)
            : register.Find(id) is not { } bill
                ? Refuse(version, version is ApiVersion.V1 ? "9980" : "BILL_003", "청구서를 찾을 수 없습니다.")
            : Show(version, bill, mode);
    }

    public static JsonObject RefuseKey(ApiVersion version) => Refuse(version, "1003", "접근이 불가한 사용자 입니다.");

    public static JsonObject RefuseWith(ApiVersion version, string code) => Refuse(version, code, "처리 중에 오류가 발생했습니다.");

    /// <summary>v2 echoes the key.</summary>
    private JsonObject Show(ApiVersion version, Bill bill, Mode mode)
    {
        var answer = mode.Plain && version is ApiVersion.V1 ? [] : Begin(version, "0000", "성공하였습니다.");
        var callback = bill.Callback(key);
        if (mode.CMeansReceived && bill.State is 'F')
            callback[Callback.State] = "C";
        if (version is ApiVersion.V2)
        {
            answer["data"] = callback.In(version);
            return answer;
        }

        foreach (var (name, value) in callback.Where(field => field.Key is not Callback.ApiKey))
            answer[name] = value!.DeepClone();
        return answer;
    }

    private static JsonObject Refuse(ApiVersion version, string code, string message)
    {
        var answer = Begin(version, code, message);
        if (version is ApiVersion.V2)
            answer["data"] = null;
        return answer;
    }

    private static JsonObject Begin(ApiVersion version, string code, string message) =>
        new() { ["code"] = code, [version is ApiVersion.V1 ? "msg" : "message"] = message };

    private static (string? Key, string? Bill) Read(ApiVersion version, byte[] body)
    {
        try
        {
            var json = JsonNode.Parse(body)!;
            var bill = version is ApiVersion.V1 ? json : json["bill"];
            return ((string?)json[Callback.NameIn(version, Callback.ApiKey)], (string?)bill?[Callback.NameIn(version, Callback.BillId)]);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return default;
        }
    }
}
