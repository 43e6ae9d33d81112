using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Support;

/// <summary>Waits for what is kept beside the session.</summary>
internal static class KeptConversation
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until something of the conversation is kept.</summary>
    public static Task BegunAsync(HttpClient http, string id) => WaitAsync(http, $"/api/conversations/{id}", _ => true);

    /// <summary>Asks until the conversation's end is kept, which is the last of it.</summary>
    public static Task EndedAsync(HttpClient http, string id) =>
        WaitAsync(http, $"/api/conversations/{id}", kept => kept.GetProperty("ended").ValueKind is JsonValueKind.String);

    /// <summary>Asks until so many conversations are kept.</summary>
    public static Task ListedAsync(HttpClient http, int count) =>
        WaitAsync(http, "/api/conversations", page => page.GetProperty("conversations").GetArrayLength() == count);

    private static async Task WaitAsync(HttpClient http, string address, Func<JsonElement, bool> isEnough)
    {
        for (var patience = Patience.Token(); ;)
        {
            using var asked = await http.GetAsync(address, patience);
            if (asked.IsSuccessStatusCode && isEnough(await asked.Content.ReadFromJsonAsync<JsonElement>(patience)))
            {
                return;
            }

            // Whoever asks without a pause keeps the database from what is waited for.
            await Task.Delay(Pause, TimeProvider.System, patience);
        }
    }
}
