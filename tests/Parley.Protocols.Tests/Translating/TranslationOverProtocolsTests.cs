using Parley.Protocols.Tests.Grpc.Speech;
using Parley.Protocols.Tests.HttpSessions;
using Parley.Protocols.Tests.SocketIO.Speech;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;
using Parley.V1;
using Said = Parley.V1.StreamResponse.EventOneofCase;

namespace Parley.Protocols.Tests.Translating;

/// <summary>The same translation on every protocol.</summary>
public sealed class TranslationOverProtocolsTests : IAsyncLifetime
{
    private const string Translate =
        """ "translate":{"targets":["es"],"translator":"dictionary","glossary":[{"term":"hello","translation":"Hola","target":"es"}]},"endpointing":{"silence_ms":320} """;

    private static readonly byte[] Audio = Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(0.7));

    private readonly ScriptedTranslator _translator = new("dictionary", new Providers.LanguagePair("en", "es"));
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(translator: _translator);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Over_WebSocket()
    {
        using var client = await TestClient.StartAsync(_server, Translate);
        await client.SpeakAsync(Spoken.Words("hello world."));
        var partial = await client.NextAsync("translation.partial");
        Assert.Equal((1L, "es", ""), (partial.Number("utterance"), partial.Some("target"), partial.GetProperty("stable").GetString()));
        Assert.Equal("Hola-es", partial.Some("tail"));
        await client.SpeakAsync(Spoken.Silence(0.7));
        var final = await client.NextAsync("translation.final");
        Assert.Equal((1L, "es", "Hola-es world.-es", "dictionary"), (final.Number("utterance"), final.Some("target"), final.Some("text"), final.Some("translator")));
        Assert.False(final.GetProperty("scripted").GetBoolean());
    }

    [Fact]
    public async Task A_final_without_a_translation_is_named()
    {
        _translator.Fail = _ => Failures.ParleyError.Provider(Failures.FailureCategory.Exhausted, "The quota is used up.");
        using var client = await TestClient.StartAsync(_server, Translate);
        await client.SendAudioAsync(Audio);
        var failed = await client.NextAsync("translation.failed");
        Assert.Equal((1L, "es", "provider_failed"), (failed.Number("utterance"), failed.Some("target"), failed.Some("code")));
        Assert.Equal("Utterance 1 has no translation to es: The quota is used up.", failed.Some("message"));
    }

    [Fact]
    public async Task Over_Socket_IO()
    {
        using var client = await SpeechClient.ConnectAsync(_server);
        await client.EmitAsync("session.start", "{" + Translate + "}");
        await client.EmitAsync("audio", Audio);
        string? packet;
        do
        {
            packet = await client.Socket.NextAsync();
        }
        while (packet?.Contains("\"translation.final\"", StringComparison.Ordinal) == false);
        Assert.Contains("\"text\":\"Hola-es world.-es\"", packet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP()
    {
        using var session = await HttpClientSession.StartAsync(_server, "{" + Translate + "}");
        using var held = await session.Http.PostAsync($"{session.Path}/audio", new ByteArrayContent(Audio), TestContext.Current.CancellationToken);
        using var events = await session.EventsAsync();
        var (_, final) = await events.NextAsync("translation.final");
        Assert.Equal("Hola-es world.-es", final.Some("text"));
    }

    [Fact]
    public async Task Over_gRPC()
    {
        var options = new Options { Translate = new Translate { Translator = "dictionary", Calm = true }, Endpointing = new Endpointing { SilenceMs = 320 } };
        options.Translate.Targets.Add("es");
        options.Translate.Glossary.Add(new GlossaryEntry { Term = "hello", Translation = "Hola" });
        using var call = await LiveCall.StartAsync(_server, options);
        await call.SendAudioAsync(Audio);
        var final = (await call.NextAsync(Said.TranslationFinal)).TranslationFinal;
        Assert.Equal((1, "es", "Hola-es world.-es", "dictionary", false), (final.Utterance, final.Target, final.Text, final.Translator, final.Scripted));
    }

    [Fact]
    public async Task It_is_changed_while_the_session_runs_over_WebSocket()
    {
        using var client = await TestClient.StartAsync(_server);
        await client.SayAsync("""{"type":"session.update","language":"en-GB","translate":{"targets":["es"]}}""");
        var updated = await client.NextAsync("session.updated");
        Assert.Equal(("en-GB", """["es"]"""), (updated.Some("language"), updated.GetProperty("targets").GetRawText()));
        await client.SayAsync("""{"type":"session.update","translate":{"targets":["fr"]}}""");
        Assert.Equal("translate.targets", (await client.NextAsync("error")).Some("param"));
        await client.SendAudioAsync(Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(1)));
        Assert.Equal("hello-es world.-es", (await client.NextAsync("translation.final")).Some("text"));
    }

    [Fact]
    public async Task And_over_Socket_IO()
    {
        using var client = await SpeechClient.ConnectAsync(_server);
        await client.EmitAsync("session.start", "{}");
        await client.EmitAsync("session.update", """{"translate":{"targets":["es"]}}""");
        string? packet;
        do
        {
            packet = await client.Socket.NextAsync();
        }
        while (packet?.Contains("\"session.updated\"", StringComparison.Ordinal) == false);
        Assert.Contains("\"targets\":[\"es\"]", packet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task And_over_HTTP()
    {
        using var session = await HttpClientSession.StartAsync(_server);
        using var answer = await session.Http.PostAsync(
            $"{session.Path}/messages", new StringContent("""{"type":"session.update","translate":{"targets":["es"]}}"""), TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)answer.StatusCode);
        using var events = await session.EventsAsync();
        Assert.Equal("""["es"]""", (await events.NextAsync("session.updated")).Data.GetProperty("targets").GetRawText());
    }

    [Fact]
    public async Task And_over_gRPC()
    {
        using var call = await LiveCall.StartAsync(_server, new Options());
        await call.SayAsync(new() { Update = new SessionUpdate { Translate = new Translate { Targets = { "es" } } } });
        Assert.Equal(["es"], (await call.NextAsync(Said.SessionUpdated)).SessionUpdated.Targets);
    }

    [Theory]
    [InlineData("""{"type":"session.update"}""", "type")]
    [InlineData("""{"type":"session.update","model":"x"}""", "model")]
    [InlineData("""{"type":"session.update","language":"de"}""", "language")]
    [InlineData("""{"type":"session.update","translate":{"targets":[""]}}""", "translate.targets")]
    public async Task An_update_that_cannot_be_is_refused_by_name(string update, string param)
    {
        using var client = await TestClient.StartAsync(_server);
        await client.SayAsync(update);
        Assert.Equal(param, (await client.NextAsync("error")).Some("param"));
    }

    [Theory]
    [InlineData(""" "translate":{"target":["es"]} """, "translate.target")]
    [InlineData(""" "translate":{"targets":"es"} """, "translate.targets")]
    [InlineData(""" "translate":{"targets":["es",1]} """, "translate.targets")]
    [InlineData(""" "translate":{"targets":["1"]} """, "translate.targets")]
    [InlineData(""" "translate":{"targets":["fr"]} """, "translate.targets")]
    [InlineData(""" "translate":{"targets":["a","b","c","d","e","f","g","h","i"]} """, "translate.targets")]
    [InlineData(""" "translate":{"targets":["es"],"translator":"nobody"} """, "translate.translator")]
    [InlineData(""" "translate":{"calm":1} """, "translate.calm")]
    [InlineData(""" "translate":{"glossary":["es"]} """, "translate.glossary")]
    [InlineData(""" "translate":{"glossary":[{"term":"x"}]} """, "translate.glossary.translation")]
    [InlineData(""" "translate":{"glossary":[{"term":"x","translation":"y","to":"es"}]} """, "translate.glossary.to")]
    [InlineData(""" "translate":["es"] """, "translate")]
    public async Task Options_that_cannot_be_are_refused_by_name(string options, string param)
    {
        using var client = await TestClient.StartAsync(_server, options);
        Assert.Equal(param, (await client.NextAsync("error")).Some("param"));
    }
}
