using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Protocols.Tests.OpenAi.Realtime;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>OpenAI's realtime wire, transcribing or in conversation.</summary>
internal sealed class RealtimeDriver : SpeechDriver
{
    public override string Name => "OpenAI realtime";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        ("word_times", "Its events have no field for word times."),
        ("f32le opus stereo unknown_channels", "Its audio is PCM of 16 bits or G.711, in one channel."),
        ("summary", "What was heard stands with each item, and there is no end to sum it up."),
        ("ack", "Its clients number no samples; a commit is answered by its item."),
        ("readers resume moves slow_reader unknown_session not_resumable", Why.OneSession),
        ("position_back position_gap position_negative", Why.NoPositions),
        ("audio_before_start second_start", "The connection is the session from its first moment, and its settings may change at any time."),
        ("after_end", "Nothing but the connection ends it."),
        ("chunk_too_large", "An event may hold half a minute of audio and more; the limit is that of its text, message_too_large."),
        (Why.Translations, Why.Untranslated),
        (Why.Files, Why.NoFiles));

    public override async Task<Conversation> ConnectAsync(TestServer server)
    {
        var client = await RealtimeClient.ConnectAsync(server);
        await client.NextAsync("session.created");
        return new RealtimeTalk(client);
    }
}

internal sealed class RealtimeTalk(RealtimeClient client) : Conversation
{
    /// <summary>Said after everything else, so that whoever hears it has heard everything before it.</summary>
    private const string LastWord = "ten";

    private const int UsualSilenceMs = 600;

    private readonly Dictionary<string, long> _responses = new(StringComparer.Ordinal);
    private string _item = "";
    private readonly Dictionary<string, (string Text, double? Start, double? End)> _items = new(StringComparer.Ordinal);
    private bool _over;
    private bool _uncommitted;

    public override Task StartAsync(Ask ask)
    {
        Asked = ask;
        var format = new JsonObject
        {
            ["type"] = ask.Encoding switch { "s16le" => "audio/pcm", "mulaw" => "audio/pcmu", "alaw" => "audio/pcma", var other => other },
            ["rate"] = ask.Rate,
        };
        var transcription = new JsonObject { ["model"] = ask.Model ?? "whisper-1" };
        if (ask.Language is not null)
        {
            transcription["language"] = ask.Language;
        }

        var input = new JsonObject { ["format"] = format, ["transcription"] = transcription };
        if (ask.Manual)
        {
            input["turn_detection"] = null;
        }
        else if (ask.SilenceMs is { } silence)
        {
            input["turn_detection"] = new JsonObject { ["type"] = "server_vad", ["silence_duration_ms"] = silence };
        }

        var session = new JsonObject { ["audio"] = new JsonObject { ["input"] = input } };
        if (ask.Converse)
        {
            session["type"] = "realtime";
            session["audio"]!["output"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "audio/pcm", ["rate"] = ScriptedSynthesizer.Rate } };
            if (ask.Asked)
            {
                input["turn_detection"] = new JsonObject { ["type"] = "server_vad", ["create_response"] = false };
            }
        }

        return client.SayAsync(new JsonObject { ["type"] = "session.update", ["session"] = session }.ToJsonString());
    }

    public override Task SendAsync(byte[] audio, long? position = null)
    {
        _uncommitted = true;
        return client.AppendAsync(audio);
    }

    public override Task FlushAsync()
    {
        _uncommitted = false;
        return client.CommitAsync();
    }

    /// <summary>There is no end but that of the connection; where turns are found by the server, silence ends the last one.</summary>
    public override async Task EndAsync()
    {
        if (!Asked.Manual)
        {
            await SpeakAsync(Pause());
        }
        else if (_uncommitted)
        {
            await FlushAsync();
        }
    }

    public override async Task WriteAsync(string text)
    {
        await client.SayAsync($$$"""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"{{{text}}}"}]}}""");
        if (!Asked.Asked)
        {
            await AskAsync();
        }
    }

    public override Task AskAsync() => client.SayAsync("""{"type":"response.create"}""");

    public override Task CancelAsync() => client.SayAsync("""{"type":"response.cancel"}""");

    public override Task PlayedAsync(Heard reply, long position) => client.SayAsync(
        $$"""{"type":"conversation.item.truncate","item_id":"{{_item}}","content_index":0,"audio_end_ms":{{position * 1000 / ScriptedSynthesizer.Rate}}}""");

    public override Task MisbehaveAsync(Mischief what) => what switch
    {
        Mischief.UnknownType => client.SayAsync("""{"type":"parley.sing"}"""),
        Mischief.BadJson => client.SayAsync("{\"type\":"),
        _ => client.SendTextAsync([(byte)'"', 0xC3, 0x28]),
    };

    public override async Task<List<Heard>> RestAsync()
    {
        await SpeakAsync(Spoken.Words(LastWord), Pause());
        if (Asked.Manual)
        {
            await FlushAsync();
        }

        return await base.RestAsync();
    }

    public override void Dispose() => client.Dispose();

    protected override async Task<Heard?> ReadAsync()
    {
        while (!_over && await client.LineAsync() is { } said)
        {
            if (HeardOf(said) is { } heard)
            {
                _over = heard is { Type: "transcript.final", Text: LastWord };
                return _over ? null : heard;
            }
        }

        return null;
    }

    private float[] Pause() => Spoken.Silence(((Asked.SilenceMs ?? UsualSilenceMs) + 400) / 1000.0);

    private Heard? HeardOf(JsonElement said)
    {
        switch (said.Text("type"))
        {
            case "error":
                return Heard.Of(said.GetProperty("error"), "error");
            case "conversation.item.input_audio_transcription.failed":
                return Heard.Of(said.GetProperty("error"), "error");
            case "input_audio_buffer.speech_started":
                var start = said.Number("audio_start_ms") / 1000.0;
                _items[said.Some("item_id")] = ("", start, null);
                return new Heard("speech.started") { Start = start };
            case "input_audio_buffer.speech_stopped":
                var end = said.Number("audio_end_ms") / 1000.0;
                _items[said.Some("item_id")] = Item(said) with { End = end };
                return new Heard("speech.ended") { End = end };
            case RealtimeReading.Delta:
                var item = Item(said);
                _items[said.Some("item_id")] = item with { Text = item.Text + said.Text("delta") };
                return new Heard("transcript.partial") { Stable = item.Text + said.Text("delta"), Tail = "" };
            case RealtimeReading.Completed when said.Text("transcript") is { Length: > 0 } text:
                return new Heard("transcript.final")
                {
                    Text = text, Start = Item(said).Start, End = Item(said).End,
                    AudioSeconds = said.GetProperty("usage").GetProperty("seconds").GetDouble(),
                };
            case "response.created":
                return new Heard("reply.started") { Reply = _responses[said.GetProperty("response").Some("id")] = _responses.Count + 1 };
            case "response.output_item.added":
                _item = said.GetProperty("item").Some("id");
                return null;
            case "response.output_audio_transcript.delta":
                return new Heard("reply.text") { Reply = ReplyOf(said), Text = said.Text("delta") };
            case "response.output_audio.delta":
                return new Heard("reply.audio") { Reply = ReplyOf(said), Bytes = said.GetProperty("delta").GetBytesFromBase64().Length };
            case "response.done":
                return Ended(said.GetProperty("response"));
            default:
                return null;
        }
    }

    private Heard Ended(JsonElement response)
    {
        var details = response.GetProperty("status_details");
        return new Heard("reply.ended")
        {
            Reply = _responses[response.Some("id")],
            Reason = response.Text("status") switch
            {
                "cancelled" => details.Text("reason") is "turn_detected" ? "interrupted" : "cancelled",
                var status => status,
            },
        };
    }

    private long ReplyOf(JsonElement said) => _responses[said.Some("response_id")];

    private (string Text, double? Start, double? End) Item(JsonElement said) => _items.GetValueOrDefault(said.Some("item_id"), ("", null, null));
}
