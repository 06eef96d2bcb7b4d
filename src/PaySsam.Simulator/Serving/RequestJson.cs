using System.Text.Json;
using System.Text.Json.Serialization;

namespace PaySsam.Simulator.Serving;

/// <summary>The JSON of our own routes, strictly: no field too many, none of another type.</summary>
internal static class RequestJson
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>Null where it is something else.</summary>
    public static T? Read<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
