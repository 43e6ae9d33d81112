using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Support;

internal static class KeptConversation
{
    /// <summary>Asks until the conversation's end is kept, which is the last of it.</summary>
    public static async Task EndedAsync(HttpClient http, string id)
    {
        for (var patience = Patience.Token(); ;)
        {
            using var asked = await http.GetAsync($"/api/conversations/{id}", patience);
            if (asked.IsSuccessStatusCode
                && (await asked.Content.ReadFromJsonAsync<JsonElement>(patience)).GetProperty("ended").ValueKind is JsonValueKind.String)
            {
                return;
            }

            await Task.Yield();
        }
    }
}
