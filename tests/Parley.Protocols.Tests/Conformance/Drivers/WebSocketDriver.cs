using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Protocols.Tests.WebSockets;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>The session protocol over WebSocket.</summary>
internal sealed class WebSocketDriver : SpeechDriver
{
    public override string Name => "WebSocket";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons((Why.Files, Why.NoFiles));

    public override async Task<Conversation> ConnectAsync(TestServer server) => new Talk(await TestClient.ConnectAsync(server));

    public override async Task<Conversation> ResumeAsync(TestServer server, string id, long after) =>
        new Talk(await TestClient.ResumeAsync(server, id, after));

    public override async Task<Conversation> FollowAsync(TestServer server, string id) =>
        new Talk(await TestClient.ConnectAsync(server, $"/v1/sessions/{id}"));

    private sealed class Talk(TestClient client) : Conversation
    {
        public override Task StartAsync(Ask ask)
        {
            Asked = ask;
            return client.SayAsync(new JsonObject([KeyValuePair.Create<string, JsonNode?>("type", "session.start"), .. Detached(ask.ToJson())]).ToJsonString());
        }

        public override async Task SendAsync(byte[] audio, long? position = null)
        {
            if (position is not null)
            {
                await client.SayAsync($$"""{"type":"audio.position","position":{{position}}}""");
            }

            await client.SendAudioAsync(audio);
        }

        public override Task FlushAsync() => client.SayAsync("""{"type":"audio.flush"}""");

        public override Task EndAsync() => client.SayAsync("""{"type":"session.end"}""");

        public override Task TranslateToAsync(params string[] targets) =>
            client.SayAsync(new JsonObject { ["type"] = "session.update", ["translate"] = Ask.TranslateTo(targets) }.ToJsonString());

        public override Task WriteAsync(string text) => client.SayAsync($$"""{"type":"message","text":"{{text}}"}""");

        public override Task AskAsync() => client.SayAsync("""{"type":"reply.create"}""");

        public override Task CancelAsync() => client.SayAsync("""{"type":"reply.cancel"}""");

        public override Task PlayedAsync(Heard reply, long position) =>
            client.SayAsync($$"""{"type":"reply.played","reply":{{reply.Reply}},"position":{{position}}}""");

        public override Task MisbehaveAsync(Mischief what) => what switch
        {
            Mischief.UnknownType => client.SayAsync("""{"type":"parley.sing"}"""),
            Mischief.BadJson => client.SayAsync("{\"type\":"),
            _ => client.SendAsync(new byte[] { (byte)'"', 0xC3, 0x28 }, WebSocketMessageType.Text),
        };

        public override void Cut() => client.Abort();

        public override void Dispose() => client.Dispose();

        protected override async Task<Heard?> ReadAsync()
        {
            if (await client.LineAsync() is not { } line)
            {
                return null;
            }

            var heard = Heard.Of(JsonDocument.Parse(line).RootElement);
            return heard.Type is "reply.audio" ? heard with { Bytes = (await client.BytesAsync()).Length } : heard;
        }

        private static IEnumerable<KeyValuePair<string, JsonNode?>> Detached(JsonObject json)
        {
            foreach (var (name, value) in json)
            {
                yield return KeyValuePair.Create(name, value?.DeepClone());
            }
        }
    }
}
