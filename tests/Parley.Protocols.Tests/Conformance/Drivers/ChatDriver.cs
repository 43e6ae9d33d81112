using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Protocols.Tests.WebSockets;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>The few words of <c>/ws/chat</c>.</summary>
internal sealed class ChatDriver : SpeechDriver
{
    public override string Name => "/ws/chat";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(("asked", "Every turn is answered; its few words have none to ask for it."));

    public override async Task<Conversation> ConnectAsync(TestServer server) => new Talk(await TestClient.ConnectAsync(server, "/ws/chat"));

    private sealed class Talk(TestClient client) : Conversation
    {
        public override Task StartAsync(Ask ask)
        {
            Asked = ask;
            var start = ask.ToJson();
            start["type"] = "start";
            return client.SayAsync(start.ToJsonString());
        }

        public override Task SendAsync(byte[] audio, long? position = null) => client.SendAudioAsync(audio);

        public override Task EndAsync() => client.SayAsync("""{"type":"end"}""");

        public override Task WriteAsync(string text) => client.SayAsync(new JsonObject { ["type"] = "text", ["text"] = text }.ToJsonString());

        public override Task CancelAsync() => client.SayAsync("""{"type":"interrupt"}""");

        public override Task PlayedAsync(Heard reply, long position) =>
            client.SayAsync($$"""{"type":"played","reply":{{reply.Reply}},"position":{{position}}}""");

        public override void Dispose() => client.Dispose();

        protected override async Task<Heard?> ReadAsync() =>
            await client.LineAsync() is { } line ? HeardOf(JsonDocument.Parse(line).RootElement) : null;

        private static Heard HeardOf(JsonElement said) => Heard.Of(said, said.Text("type") switch
        {
            "transcript" => said.GetProperty("final").GetBoolean() ? "transcript.final" : "transcript.partial",
            "reply_text" => "reply.text",
            "reply_audio" => "reply.audio",
            "reply_end" => "reply.ended",
            "status" => said.Text("status") switch { "thinking" => "reply.started", "ended" => "session.ended", var other => $"status.{other}" },
            var type => type,
        });
    }
}
