using Parley.Protocols.Tests.Grpc.Speech;
using Parley.Protocols.Tests.HttpSessions;
using Parley.Protocols.Tests.SocketIO.Speech;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;
using Parley.V1;
using Said = Parley.V1.StreamResponse.EventOneofCase;

namespace Parley.Protocols.Tests.Conversing;

/// <summary>The same conversation on every protocol: what is written is answered, in text and in samples.</summary>
public sealed class ConversationOverProtocolsTests : IAsyncLifetime
{
    private const string Converse = """ "converse":{"assistant":"model","voice":"calm","instructions":"Be brief.","history":4,"rate":16000} """;

    private readonly ScriptedModel _model = new() { Answer = _ => "Hello." };
    private readonly ScriptedSynthesizer _voice = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(synthesizer: _voice, assistant: _model);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Over_WebSocket_the_samples_follow_their_event_in_a_binary_message()
    {
        using var client = await TestClient.StartAsync(_server, Converse);
        await client.SayAsync("""{"type":"message","text":"hi"}""");
        Assert.Equal("hi", (await client.NextAsync("message")).Some("text"));
        var started = await client.NextAsync("reply.started");
        Assert.Equal(("model", 16_000, 1L), (started.Some("assistant"), (int)started.Number("rate"), started.Number("reply")));
        Assert.False(started.GetProperty("scripted").GetBoolean());
        Assert.Equal("Hello. ", (await client.NextAsync("reply.text")).Some("delta"));
        var audio = await client.NextAsync("reply.audio");
        Assert.Equal((1L, 0L, 16_000L), (audio.Number("reply"), audio.Number("position"), audio.Number("rate")));
        Assert.False(audio.TryGetProperty("data", out _));
        Assert.Equal(ScriptedSynthesizer.SamplesAWord * 2, (await client.BytesAsync()).Length);
        await client.SayAsync("""{"type":"reply.played","reply":1,"position":1600}""");

        // Whichever comes first: all of it was played, or no more of it is wanted.
        await client.SayAsync("""{"type":"reply.cancel"}""");
        var ended = await client.NextAsync("reply.ended");
        Assert.Contains(ended.Some("reason"), new[] { "completed", "cancelled" });
        Assert.Equal(("Hello.", 1_600L), (ended.Some("text"), ended.Number("played")));
        Assert.Equal(["Be brief.", "hi"], Assert.Single(_model.Requests).Select(turn => turn.Text));
        Assert.Equal("calm", Assert.Single(_voice.Requests).Voice);
    }

    [Fact]
    public async Task Over_Socket_IO_they_are_the_second_value_of_the_event()
    {
        using var client = await SpeechClient.ConnectAsync(_server);
        await client.EmitAsync("session.start", "{" + Converse + "}");
        await client.EmitAsync("message", """{"text":"hi"}""");
        string? packet;
        do
        {
            packet = await client.Socket.NextAsync();
        }
        while (packet?.StartsWith("451-[\"reply.audio\"", StringComparison.Ordinal) == false);
        Assert.Matches("""^451-\["reply.audio",\{"seq":[0-9]+,"type":"reply.audio","reply":1,"position":0,"rate":16000\},\{"_placeholder":true,"num":0\}""", packet);
        var samples = await client.Socket.NextAsync() ?? "";
        Assert.StartsWith("bytes ", samples, StringComparison.Ordinal);
        Assert.Equal(ScriptedSynthesizer.SamplesAWord * 4, samples.Length - "bytes ".Length);
    }

    [Fact]
    public async Task Over_HTTP_they_stand_in_the_event_as_Base64()
    {
        using var session = await HttpClientSession.StartAsync(_server, "{" + Converse + "}");
        using var answer = await session.Http.PostAsync(
            $"{session.Path}/messages", new StringContent("""{"type":"message","text":"hi"}"""), TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)answer.StatusCode);
        using var events = await session.EventsAsync();
        var (_, audio) = await events.NextAsync("reply.audio");
        Assert.Equal(ScriptedSynthesizer.SamplesAWord * 2, audio.GetProperty("data").GetBytesFromBase64().Length);
    }

    [Theory]
    [InlineData("""{"type":"session.end"}""", 400, "type")]
    [InlineData("""{"type":"message"}""", 400, "text")]
    [InlineData("""{"type":"reply.played","reply":1,"position":-1}""", 400, "position")]
    [InlineData("""{"type":"reply.played","reply":1,"positoin":1}""", 400, "position")]
    public async Task Over_HTTP_what_is_no_message_to_an_assistant_is_refused(string body, int status, string param)
    {
        using var session = await HttpClientSession.StartAsync(_server, "{" + Converse + "}");
        using var answer = await session.Http.PostAsync($"{session.Path}/messages", new StringContent(body), TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(param, (await HttpClientSession.JsonAsync(answer)).Some("param"));
    }

    [Fact]
    public async Task Over_gRPC_they_are_bytes()
    {
        using var call = await LiveCall.StartAsync(_server, new Options { Converse = new Converse { Voice = "calm", Rate = 16_000 } });
        await call.SayAsync(new() { Write = new WriteMessage { Text = "hi" } });
        Assert.Equal("hi", (await call.NextAsync(Said.Message)).Message.Text);
        Assert.Equal("model", (await call.NextAsync(Said.ReplyStarted)).ReplyStarted.Assistant);
        var audio = (await call.NextAsync(Said.ReplyAudio)).ReplyAudio;
        Assert.Equal((1, 0L, 16_000, ScriptedSynthesizer.SamplesAWord * 2), (audio.Reply, audio.Position, audio.Rate, audio.Data.Length));
        await call.SayAsync(new() { ReplyCancel = new ReplyCancel { Reply = 1 } });
        Assert.Equal("cancelled", (await call.NextAsync(Said.ReplyEnded)).ReplyEnded.Reason);
    }

    [Fact]
    public async Task Over_WebSocket_an_answer_may_be_asked_for()
    {
        using var client = await TestClient.StartAsync(
            _server, """ "converse":{"answer":"asked","interrupt":"sound","speak":false,"speed":2,"temperature":0.5,"max_tokens":100} """);
        await client.SayAsync("""{"type":"message","text":"hi"}""");
        await client.NextAsync("message");
        await client.SayAsync("""{"type":"reply.create","instructions":"Be a pirate."}""");
        Assert.Equal("reply.started", (await client.NextAsync()).Some("type"));
        Assert.Equal("reply.text", (await client.NextAsync()).Some("type"));
        Assert.Equal("completed", (await client.NextAsync("reply.ended")).Some("reason"));
        Assert.Equal(["Be a pirate.", "hi"], Assert.Single(_model.Requests).Select(turn => turn.Text));
        Assert.Empty(_voice.Requests);
    }

    [Fact]
    public async Task Over_HTTP_an_answer_may_be_asked_for()
    {
        using var session = await HttpClientSession.StartAsync(_server, """{"converse":{"answer":"asked","speak":false}}""");
        foreach (var message in new[] { """{"type":"message","text":"hi"}""", """{"type":"reply.create"}""" })
        {
            using var answer = await session.Http.PostAsync(
                $"{session.Path}/messages", new StringContent(message), TestContext.Current.CancellationToken);
            Assert.Equal(202, (int)answer.StatusCode);
        }

        using var events = await session.EventsAsync();
        var (_, ended) = await events.NextAsync("reply.ended");
        Assert.Equal(("Hello.", "completed"), (ended.Some("text"), ended.Some("reason")));
    }

    [Fact]
    public async Task Over_gRPC_an_answer_may_be_asked_for()
    {
        using var call = await LiveCall.StartAsync(_server, new Options { Converse = new Converse { Answer = "asked", Speak = false } });
        await call.SayAsync(new() { Write = new WriteMessage { Text = "hi" } });
        await call.SayAsync(new() { ReplyCreate = new ReplyCreate { Instructions = "Be a pirate." } });
        Assert.Equal("completed", (await call.NextAsync(Said.ReplyEnded)).ReplyEnded.Reason);
        Assert.Equal(["Be a pirate.", "hi"], Assert.Single(_model.Requests).Select(turn => turn.Text));
    }

    [Fact]
    public async Task In_a_session_that_only_listens_a_message_is_refused_and_the_session_goes_on()
    {
        using var client = await TestClient.StartAsync(_server);
        await client.SayAsync("""{"type":"message","text":"hi"}""");
        Assert.Contains("converse", (await client.NextAsync("error")).Some("message"), StringComparison.Ordinal);
        await client.SayAsync("""{"type":"session.end"}""");
        await client.NextAsync("session.ended");
    }

    [Theory]
    [InlineData(""" "converse":{"assistent":"x"} """, "converse.assistent")]
    [InlineData(""" "converse":{"assistant":"nobody"} """, "converse.assistant")]
    [InlineData(""" "converse":{"voice":"nobody"} """, "converse.voice")]
    [InlineData(""" "converse":{"rate":1} """, "converse.rate")]
    [InlineData(""" "converse":{"answer":"never"} """, "converse.answer")]
    [InlineData(""" "converse":{"interrupt":"maybe"} """, "converse.interrupt")]
    [InlineData(""" "converse":{"speed":5} """, "converse.speed")]
    [InlineData(""" "converse":true """, "converse")]
    public async Task Options_that_cannot_be_are_refused_by_name(string options, string param)
    {
        using var client = await TestClient.StartAsync(_server, options);
        Assert.Equal(param, (await client.NextAsync("error")).Some("param"));
    }
}
