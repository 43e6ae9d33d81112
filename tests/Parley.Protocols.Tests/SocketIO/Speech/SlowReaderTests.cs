using System.Text.Json;
using Parley.Events;

namespace Parley.Protocols.Tests.SocketIO.Speech;

/// <summary>A client over polling reads when it asks, and not before: what it has not asked for waits.</summary>
public sealed class SlowReaderTests
{
    [Fact]
    public async Task A_client_that_reads_late_is_spared_what_was_replaced_and_gets_every_final()
    {
        const int Rounds = 40;
        const int PartialsARound = 60;
        await using var server = await TestServer.StartAsync();
        using var client = await PollingClient.StartAsync(server);
        var log = server.Hub.Find(client.SessionId).Value!.Events;

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < PartialsARound; i++)
            {
                log.Append(new TranscriptPartial(1, "", "one", 0, 1));
            }

            // Meanwhile whatever is to be sent is put in line.
            await client.PostAsync("""42["audio.position",{"position":0}]""");
        }

        log.Append(new TranscriptFinal(1, "one", "en", 0, 1));
        var read = await client.UntilAsync("transcript.final");

        Assert.InRange(read.Count(said => said.Is("transcript.partial")), 0, Rounds * PartialsARound / 4);
    }

    [Fact]
    public async Task A_client_for_which_over_one_MiB_waits_is_told_and_sent_away_and_finds_the_rest_when_it_comes_back()
    {
        const int Finals = 30;
        await using var server = await TestServer.StartAsync();
        using var client = await PollingClient.StartAsync(server);
        var log = server.Hub.Find(client.SessionId).Value!.Events;
        for (var i = 1; i <= Finals; i++)
        {
            log.Append(new TranscriptFinal(i, new string('x', 50_000), "en", 0, 1));
        }

        var read = await client.UntilSentAwayAsync();

        Assert.Equal(("error", "reader_too_slow", true), (read[^1].Text("type"), read[^1].Text("code"), read[^1].GetProperty("retry").GetBoolean()));
        var got = read.Where(said => said.Is("transcript.final")).Select(said => said.Number("utterance")).ToList();
        Assert.InRange(got.Count, 0, Finals - 1);
        using var again = await SpeechClient.ConnectAsync(server);
        await again.EmitAsync("session.resume", $$"""{"session_id":"{{client.SessionId}}","after":{{client.LastSeq}}}""");
        await again.EmitAsync("session.end");
        got.AddRange((await again.UntilAsync("session.ended")).Where(said => said.Name is "transcript.final").Select(said => said.Value.Number("utterance")));
        Assert.Equal(Enumerable.Range(1, Finals).Select(i => (long)i), got);
    }

    private sealed class PollingClient : IDisposable
    {
        private const string Address = "/socket.io/?EIO=4&transport=polling";

        private readonly HttpClient _http;
        private readonly Queue<string> _packets = new();
        private string _sid = "";

        private PollingClient(TestServer server) => _http = new HttpClient { BaseAddress = server.Address };

        public string SessionId { get; private set; } = "";

        public long LastSeq { get; private set; }

        public static async Task<PollingClient> StartAsync(TestServer server)
        {
            var client = new PollingClient(server);
            var hello = await client.NextAsync();
            client._sid = JsonDocument.Parse(hello[1..]).RootElement.Some("sid");
            await client.PostAsync("40");
            await client.NextAsync();
            await client.PostAsync("""42["session.start",{"resumable":true}]""");
            client.SessionId = (await client.UntilAsync("session.started"))[^1].Some("session_id");
            return client;
        }

        /// <summary>The events up to and with the next one of this type.</summary>
        public async Task<List<JsonElement>> UntilAsync(string type)
        {
            var read = new List<JsonElement>();
            while (read.Count == 0 || !read[^1].Is(type))
            {
                Keep(read, await NextAsync());
            }

            return read;
        }

        /// <summary>The events up to the server's goodbye.</summary>
        public async Task<List<JsonElement>> UntilSentAwayAsync()
        {
            var read = new List<JsonElement>();
            while (await NextAsync() is var packet && packet is not "41")
            {
                Keep(read, packet);
            }

            return read;
        }

        public async Task PostAsync(string packet)
        {
            using var content = new StringContent(packet);
            using var answer = await _http.PostAsync($"{Address}&sid={_sid}", content, Wire.Limit());
            answer.EnsureSuccessStatusCode();
        }

        public void Dispose() => _http.Dispose();

        private void Keep(List<JsonElement> read, string packet)
        {
            if (packet.StartsWith("42", StringComparison.Ordinal))
            {
                var said = JsonDocument.Parse(packet[2..]).RootElement[1];
                LastSeq = said.TryGetProperty("seq", out var seq) ? seq.GetInt64() : LastSeq;
                read.Add(said);
            }
        }

        private async Task<string> NextAsync()
        {
            while (_packets.Count == 0)
            {
                var body = await _http.GetStringAsync(Address + (_sid.Length == 0 ? "" : $"&sid={_sid}"), Wire.Limit());
                foreach (var packet in body.Split('\u001e'))
                {
                    _packets.Enqueue(packet);
                }
            }

            return _packets.Dequeue();
        }
    }
}
