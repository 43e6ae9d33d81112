using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Server.Support;
using Parley.Server.Tests.Commands;

namespace Parley.Server.Voices;

/// <summary>A real voice through the built program: its voice detector, its database, its synthesiser.</summary>
[Collection(ProcessCollection.Name)]
public sealed class VoiceProfileProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-voices-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_voice_is_recorded_spoken_for_found_again_after_a_restart_and_forgotten()
    {
        string id;
        byte[] sample;
        using (var server = Start())
        using (var http = new HttpClient { BaseAddress = await server.ReadyAsync() })
        {
            var profile = await RecordAsync(http, RealSpeech.Convert(RealSpeech.Sentences[0].Path, In("talk.mp3")));
            id = profile.GetProperty("id").GetString()!;
            var quality = profile.GetProperty("quality");

            // Seven seconds of a man who reads, in a quiet room.
            Assert.InRange(quality.GetProperty("speech_seconds").GetDouble(), 4, 7.2);
            Assert.InRange(quality.GetProperty("loudness_dbfs").GetDouble(), -35, -10);
            Assert.InRange(quality.GetProperty("noise_ratio_db").GetDouble(), 15, 60);
            Assert.InRange(quality.GetProperty("pitch_hz").GetDouble(), 85, 130);
            sample = await http.GetByteArrayAsync($"api/voice-profile/{id}/sample", Patience.Token());

            using var preview = await http.GetAsync($"api/voice-profile/{id}/preview?text=Good%20morning.", Patience.Token());
            Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
            Assert.Equal("voice_fallback", Assert.Single(preview.Headers.GetValues("x-parley-notice")));
            string[] men = ["ash", "onyx", "cedar", "alloy", "fable", "ballad", "verse", "echo"];
            Assert.Contains(Assert.Single(preview.Headers.GetValues("x-parley-voice")), men.Select(name => $"espeak-ng/{name}"));
            Assert.True((await preview.Content.ReadAsByteArrayAsync(Patience.Token())).Length > 20_000);

            Assert.Equal("voice_fallback", await NoticeAsync(http, $"profile/{id}"));
        }

        using (var server = Start())
        using (var http = new HttpClient { BaseAddress = await server.ReadyAsync() })
        {
            Assert.Equal(sample, await http.GetByteArrayAsync($"api/voice-profile/{id}/sample", Patience.Token()));
            using var deleted = await http.DeleteAsync($"api/voice-profile/{id}", Patience.Token());
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            using var gone = await http.GetAsync($"api/voice-profile/{id}", Patience.Token());
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
            Assert.Equal("voice_not_found", await NoticeAsync(http, $"profile/{id}"));
        }
    }

    private static async Task<JsonElement> RecordAsync(HttpClient http, string recording)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Reader"), "name" },
            { new StringContent("en-US"), "language" },
            { new ByteArrayContent(await File.ReadAllBytesAsync(recording, Patience.Token())), "file", "me" },
        };
        using var answer = await http.PostAsync("api/voice-profile", form, Patience.Token());
        var profile = await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token());
        Assert.True(answer.StatusCode == HttpStatusCode.Created, profile.ToString());
        return profile;
    }

    /// <summary>The code of the notice that a conversation with this voice gives.</summary>
    private static async Task<string?> NoticeAsync(HttpClient http, string voice)
    {
        using var started = await http.PostAsJsonAsync("v1/sessions", new { converse = new { voice } }, Patience.Token());
        var session = (await started.Content.ReadFromJsonAsync<JsonElement>(Patience.Token())).GetProperty("session_id").GetString();
        using var events = new StreamReader(await http.GetStreamAsync($"v1/sessions/{session}/events", Patience.Token()));
        while (await events.ReadLineAsync(Patience.Token()) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && line.Contains("\"notice\"", StringComparison.Ordinal))
            {
                return JsonDocument.Parse(line["data:".Length..]).RootElement.GetProperty("code").GetString();
            }
        }

        return null;
    }

    private RunningProgram Start() =>
        RunningProgram.Start(["serve", "--port", "0", "--model", "moonshine-tiny"], ("PARLEY__Storage__Folder", In("data")));

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
