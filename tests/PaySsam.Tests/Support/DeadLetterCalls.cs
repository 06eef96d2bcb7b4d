using System.Text.Json.Nodes;

namespace PaySsam.Tests.Support;

/// <summary>What an operator asks about dead letters.</summary>
internal static class DeadLetterCalls
{
    /// <summary>All pages.</summary>
    public static async Task<List<JsonNode>> ListDeadLettersAsync(this HttpClient http, string reason)
    {
        var letters = new List<JsonNode>();
        string? continuation = null;
        do
        {
            var page = JsonNode.Parse(await http.GetStringAsync($"api/deadletters?reason={reason}&continuation={continuation}"))!;
            letters.AddRange(page["dead_letters"]!.AsArray().Select(letter => letter!));
            continuation = page["continuation"]?.GetValue<string>();
        } while (continuation is not null);
        return letters;
    }

    public static async Task<(int Status, string Body)> RedriveAsync(this HttpClient http, string id)
    {
        using var response = await http.PostAsync($"api/deadletters/{id}/redrive", null);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
