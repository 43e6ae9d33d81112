using System.Net.WebSockets;
using System.Text.Json;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

/// <summary>A client of OpenAI's realtime wire that speaks in lines; its audio has 16 kHz, so that every word is heard.</summary>
internal sealed class RealtimeClient(TestClient client) : IDisposable
{
    public const string Transcribing = "/v1/realtime?intent=transcription";
    private const string Input = "\"format\":{\"type\":\"audio/pcm\",\"rate\":16000}";

    public WebSocketCloseStatus? CloseStatus => client.CloseStatus;

    public string? Protocol => client.Protocol;

    public static async Task<RealtimeClient> ConnectAsync(
        TestServer server, string path = Transcribing, Action<ClientWebSocketOptions>? configure = null) =>
        new(await TestClient.ConnectAsync(server, path, configure));

    /// <summary>Connects, and says what it wants; the answers to both have been read.</summary>
    /// <param name="input">Further fields of <c>session.audio.input</c>.</param>
    public static async Task<RealtimeClient> StartAsync(TestServer server, string input = "", string path = Transcribing)
    {
        var client = await ConnectAsync(server, path);
        await client.NextAsync("session.created");
        await client.UpdateAsync(input);
        await client.NextAsync("session.updated");
        return client;
    }

    public Task UpdateAsync(string input = "") => SayAsync(
        "{\"type\":\"session.update\",\"session\":{\"audio\":{\"input\":{" + Input + (input.Length > 0 ? "," + input : "") + "}}}}");

    public Task SayAsync(string json) => client.SayAsync(json);

    public Task SpeakAsync(params float[][] parts) => AppendAsync(Spoken.S16Le(parts));

    public Task AppendAsync(byte[] audio) =>
        SayAsync($$"""{"type":"input_audio_buffer.append","audio":"{{Convert.ToBase64String(audio)}}"}""");

    public Task SendBinaryAsync(byte[] message) => client.SendAudioAsync(message);

    /// <summary>Sends a text message of any bytes.</summary>
    public Task SendTextAsync(byte[] message) => client.SendAsync(message, WebSocketMessageType.Text);

    public Task CommitAsync() => SayAsync("""{"type":"input_audio_buffer.commit"}""");

    public Task<JsonElement> NextAsync() => client.NextAsync();

    /// <summary>The next event; null when the server has closed.</summary>
    public async Task<JsonElement?> LineAsync() => await client.LineAsync() is { } line ? JsonDocument.Parse(line).RootElement : null;

    public Task<JsonElement> NextAsync(string type) => client.NextAsync(type);

    /// <summary>Everything up to and with the next event of this type.</summary>
    public async Task<List<JsonElement>> UpToAsync(string type)
    {
        List<JsonElement> events = [];
        do
        {
            events.Add(await NextAsync());
        }
        while (!events[^1].Is(type));

        return events;
    }

    /// <summary>The next event, which must be an error.</summary>
    public async Task<JsonElement> RefusedAsync()
    {
        var said = await NextAsync();
        return said.Is("error") ? said.GetProperty("error") : throw new InvalidOperationException($"No error: {said}");
    }

    public Task<List<JsonElement>> RestAsync() => client.RestAsync();

    public Task CloseAsync() => client.CloseAsync();

    public void Dispose() => client.Dispose();
}

/// <summary>Short words for what a realtime server said.</summary>
internal static class RealtimeReading
{
    public const string Delta = "conversation.item.input_audio_transcription.delta";
    public const string Completed = "conversation.item.input_audio_transcription.completed";

    public static string[] Types(this IEnumerable<JsonElement> events) => [.. events.Select(said => said.Text("type")!)];

    /// <summary>The deltas of one item, added up.</summary>
    public static string Deltas(this IEnumerable<JsonElement> events, string item) => string.Concat(
        events.Where(said => said.Is(Delta) && string.Equals(said.Text("item_id"), item, StringComparison.Ordinal)).Select(said => said.Text("delta")));
}
