using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Protocols.Tests.SocketIO.Speech;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>The dialect of simple pages over Socket.IO.</summary>
internal sealed class PlainPageDriver : SpeechDriver
{
    /// <summary>Said in a session of its own, so that whoever hears it has heard everything before it.</summary>
    private const string LastWord = "ten";

    public override string Name => "Socket.IO, plain";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        ("stable", "A result is one text; what of it is settled, the dialect has no field for."),
        ("word_times utterance_times speech_events summary ack",
            "Existing pages know recognition_result alone; who wants more speaks the session protocol on the same socket."),
        ("model endpointing manual flush", "Its start has a language and a format, and no other options."),
        ("readers resume moves slow_reader unknown_session not_resumable", "Its sessions have no names; a socket that comes back recovers its own."),
        ("position_back position_gap position_negative", Why.NoPositions),
        ("unknown_model", "Its start names no model."),
        ("audio_before_start", "Audio without a start is welcome: it starts a session as usual."),
        ("invalid_utf8", "Its framing answers first, before there is an event to refuse: close 1007 over WebSocket, 400 over polling, as Engine.IO has it."),
        ("bad_json", "What it does not understand in a start is a field of the page's own, and left aside."),
        (Why.Translations, Why.Untranslated),
        (Why.Conversations, "Existing pages know recognition_result alone; who wants to talk speaks the session protocol on the same socket."),
        (Why.Files, Why.NoFiles));

    public override async Task<Conversation> ConnectAsync(TestServer server) => new Talk(await SpeechClient.ConnectAsync(server));

    private sealed class Talk(SpeechClient client) : Conversation
    {
        private bool _over;

        public override Task StartAsync(Ask ask)
        {
            Asked = ask;
            var options = new JsonObject { ["encoding"] = ask.Encoding, ["sample_rate"] = ask.Rate, ["channels"] = ask.Channels };
            if (ask.Language is not null)
            {
                options["language"] = ask.Language;
            }

            return client.EmitAsync("start", options.ToJsonString());
        }

        public override Task SendAsync(byte[] audio, long? position = null) => client.EmitAsync("audio_stream", audio);

        public override Task EndAsync() => client.EmitAsync("stop");

        public override Task MisbehaveAsync(Mischief what) => client.EmitAsync("parley.sing");

        public override async Task<List<Heard>> RestAsync()
        {
            await client.EmitAsync("start");
            await client.EmitAsync("audio_stream", Spoken.S16Le(Spoken.Words(LastWord), Spoken.Silence(1)));
            return await base.RestAsync();
        }

        public override void Dispose() => client.Dispose();

        protected override async Task<Heard?> ReadAsync()
        {
            if (_over || await client.NextAsync() is not { } said)
            {
                return null;
            }

            var heard = said.Name is "recognition_result" ? Result(said.Value) : Heard.Of(said.Value);
            _over = heard is { Type: "transcript.final", Text: LastWord };
            return _over ? null : heard;
        }

        private static Heard Result(JsonElement value) => value.GetProperty("is_final").GetBoolean()
            ? new Heard("transcript.final") { Text = value.Text("text") }
            : new Heard("transcript.partial") { Tail = value.Text("text") };
    }
}
