using System.Text.Json.Nodes;
using Parley.Protocols.Tests.SocketIO.Speech;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>The session protocol over Socket.IO.</summary>
internal sealed class SocketIoDriver : SpeechDriver
{
    public override string Name => "Socket.IO";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        ("invalid_utf8", "Its framing answers first, before there is an event to refuse: close 1007 over WebSocket, 400 over polling, as Engine.IO has it."),
        (Why.Files, Why.NoFiles));

    public override async Task<Conversation> ConnectAsync(TestServer server) => new Talk(await SpeechClient.ConnectAsync(server));

    public override async Task<Conversation> ResumeAsync(TestServer server, string id, long after)
    {
        var client = await SpeechClient.ConnectAsync(server);
        await client.EmitAsync("session.resume", $$"""{"session_id":"{{id}}","after":{{after}}}""");
        return new Talk(client);
    }

    public override async Task<Conversation> FollowAsync(TestServer server, string id)
    {
        var client = await SpeechClient.ConnectAsync(server);
        await client.EmitAsync("session.follow", $$"""{"session_id":"{{id}}"}""");
        return new Talk(client);
    }

    private sealed class Talk(SpeechClient client) : Conversation
    {
        private bool _over;

        public override Task StartAsync(Ask ask)
        {
            Asked = ask;
            return client.EmitAsync("session.start", ask.ToJson().ToJsonString());
        }

        public override Task SendAsync(byte[] audio, long? position = null) =>
            client.EmitAsync("audio", audio, position is null ? "" : $$"""{"position":{{position}}}""");

        public override Task FlushAsync() => client.EmitAsync("audio.flush");

        public override Task EndAsync() => client.EmitAsync("session.end");

        public override Task TranslateToAsync(params string[] targets) =>
            client.EmitAsync("session.update", new JsonObject { ["translate"] = Ask.TranslateTo(targets) }.ToJsonString());

        public override Task WriteAsync(string text) => client.EmitAsync("message", $$"""{"text":"{{text}}"}""");

        public override Task AskAsync() => client.EmitAsync("reply.create", "{}");

        public override Task CancelAsync() => client.EmitAsync("reply.cancel", "{}");

        public override Task PlayedAsync(Heard reply, long position) =>
            client.EmitAsync("reply.played", $$"""{"reply":{{reply.Reply}},"position":{{position}}}""");

        public override Task MisbehaveAsync(Mischief what) =>
            what == Mischief.UnknownType ? client.EmitAsync("parley.sing") : client.EmitAsync("session.start", "7");

        public override void Cut() => client.Socket.Abort();

        public override void Dispose() => client.Dispose();

        /// <summary>The socket outlives its session; the last event is the end here.</summary>
        protected override async Task<Heard?> ReadAsync()
        {
            if (_over || await client.NextAsync() is not { } said)
            {
                return null;
            }

            _over = said.Name is "session.ended";
            return Heard.Of(said.Value) with { Bytes = said.Bytes };
        }
    }
}
