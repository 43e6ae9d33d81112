using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.Chat;

/// <summary>The few words of <c>/ws/chat</c>.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    private readonly ScriptedModel _model = new() { Answer = _ => "Hello." };
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(synthesizer: new ScriptedSynthesizer(), assistant: _model);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Who_only_sends_audio_is_heard_and_answered()
    {
        using var client = await ConnectAsync();
        await client.SpeakAsync(Spoken.Silence(0.2), Spoken.Words("hello world."), Spoken.Silence(1));
        Assert.Equal("ready", (await client.NextAsync("status")).Some("status"));
        Assert.Equal("listening", (await client.NextAsync("status")).Some("status"));
        var transcript = await client.NextAsync("transcript");
        while (!transcript.GetProperty("final").GetBoolean())
        {
            transcript = await client.NextAsync("transcript");
        }

        Assert.Equal("hello world.", transcript.Some("text"));
        Assert.Equal("thinking", (await client.NextAsync("status")).Some("status"));
        Assert.Equal("Hello. ", (await client.NextAsync("reply_text")).Some("delta"));
        var audio = await client.NextAsync("reply_audio");
        Assert.Equal((0L, 24_000L), (audio.Number("position"), audio.Number("rate")));
        Assert.Equal(4_800, audio.GetProperty("data").GetBytesFromBase64().Length, 100d);
        await client.SayAsync("""{"type":"interrupt"}""");
        Assert.Equal("cancelled", (await client.NextAsync("reply_end")).Some("reason"));
        await client.SayAsync("""{"type":"end"}""");
        Assert.Equal("completed", (await client.NextAsync("status")).Some("reason"));
    }

    [Fact]
    public async Task Text_and_audio_in_JSON_will_do_as_well()
    {
        using var client = await ConnectAsync();
        await client.SayAsync("""{"type":"start","language":"en","converse":{"voice":"bright"}}""");
        await client.SayAsync("""{"type":"text","text":"hi"}""");
        Assert.Equal(1, (await client.NextAsync("reply_text")).Number("reply"));
        await client.SayAsync($$"""{"type":"audio","data":"{{Convert.ToBase64String(Spoken.S16Le(Spoken.Words("one two"), Spoken.Silence(1)))}}"}""");
        Assert.NotEmpty((await client.NextAsync("transcript")).Some("text"));
    }

    [Theory]
    [InlineData("""{"type":"jump"}""", "type")]
    [InlineData("""{"type":"text"}""", "text")]
    [InlineData("""{"type":"audio","data":"%"}""", "data")]
    [InlineData("""{"type":"played","reply":1}""", "position")]
    [InlineData("""{"type":"start","langauge":"en"}""", "langauge")]
    [InlineData("""{"type":"start","converse":{"assistant":"nobody"}}""", "converse.assistant")]
    public async Task What_cannot_be_is_refused_by_name_and_the_conversation_goes_on(string message, string param)
    {
        using var client = await ConnectAsync();
        await client.SayAsync(message);
        Assert.Equal(param, (await client.NextAsync("error")).Some("param"));
        await client.SayAsync("""{"type":"text","text":"hi"}""");
        await client.NextAsync("reply_text");
    }

    [Fact]
    public async Task A_model_that_is_down_is_excused_and_the_conversation_goes_on()
    {
        _model.Fail = _ => new InvalidOperationException("down");
        using var client = await ConnectAsync();
        await client.SayAsync("""{"type":"text","text":"hi"}""");
        Assert.Equal("assistant_failed", (await client.NextAsync("notice")).Some("code"));
        Assert.StartsWith("I'm sorry", (await client.NextAsync("reply_text")).Some("delta"), StringComparison.Ordinal);
        _model.Fail = _ => null;
        await client.SayAsync("""{"type":"text","text":"hi"}""");
        Assert.Equal("interrupted", (await client.NextAsync("reply_end")).Some("reason"));
        Assert.Equal("Hello. ", (await client.NextAsync("reply_text")).Some("delta"));
    }

    private Task<TestClient> ConnectAsync() => TestClient.ConnectAsync(_server, "/ws/chat");
}
