using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Tests.Sessions;

public sealed class ClientMessageParserTests
{
    /// <summary>Pieces that make valid, nearly valid and broken messages.</summary>
    private static readonly Arbitrary<string> Messages = Gen.Elements(
            "{", "}", "[", "]", ":", ",", "\"type\"", "\"session.start\"", "\"audio.position\"", "\"session.end\"", "\"input\"",
            "\"rate\"", "\"position\"", "\"metadata\"", "\"language\"", "\"\\ud800\"", "\"\\u0000\"", "1", "-1", "1e999", "true", "null",
            "\"早安\"", "\"mode\"", "\"stream\"", "{\"type\":\"session.start\",", "\"endpointing\":{\"silence_ms\":", " ", "\n", "//")
        .ListOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Every_option_is_read()
    {
        var parsed = ClientMessageParser.Parse(Encoding.UTF8.GetBytes(
            """
            {"type":"session.start","language":"zh-TW","model":"base","mode":"batch",
             "input":{"encoding":"opus","rate":48000,"channels":2},"partials":false,"words":true,
             "endpointing":{"silence_ms":300,"max_utterance_ms":8000,"manual":true,"threshold":0.7},"metadata":{"room":"七"}}
            """));

        var options = Assert.IsType<StartSession>(parsed.Value).Options;
        Assert.Equal(("zh-TW", "base", SessionMode.Batch), (options.Language, options.Model, options.Mode));
        Assert.Equal(new AudioFormat(AudioEncoding.Opus, 48_000, 2), options.Input);
        Assert.Equal((false, true), (options.Partials, options.Words));
        Assert.Equal(
            new EndpointingOptions { SilenceMs = 300, MaxUtteranceMs = 8_000, Manual = true, Threshold = 0.7 }, options.Endpointing);
        Assert.Equal("七", options.Metadata["room"]);
    }

    [Fact]
    public void Every_option_has_the_documented_default()
    {
        var options = Assert.IsType<StartSession>(ClientMessageParser.Parse("""{"type":"session.start"}"""u8.ToArray()).Value).Options;

        Assert.Equal(("en", null, SessionMode.Stream), (options.Language, options.Model, options.Mode));
        Assert.Equal(new AudioFormat(AudioEncoding.S16Le, 16_000, 1), options.Input);
        Assert.Equal((null, false), (options.Partials, options.Words));
        Assert.Equal(
            new EndpointingOptions { SilenceMs = 600, MaxUtteranceMs = 15_000, Manual = false, Threshold = null }, options.Endpointing);
        Assert.Empty(options.Metadata);
    }

    [Fact]
    public void What_is_null_is_as_if_it_were_not_there() => Assert.IsType<StartSession>(ClientMessageParser.Parse(
        """{"type":"session.start","language":null,"model":null,"input":null,"partials":null}"""u8.ToArray()).Value);

    [Fact]
    public void The_operators_endpointing_holds_for_what_the_client_does_not_say()
    {
        var operators = new EndpointingOptions { SilenceMs = 250, MaxUtteranceMs = 9_000 };

        var parsed = ClientMessageParser.Parse("""{"type":"session.start","endpointing":{"silence_ms":700}}"""u8.ToArray(), operators);

        var options = Assert.IsType<StartSession>(parsed.Value).Options;
        Assert.Equal((700, 9_000), (options.Endpointing.SilenceMs, options.Endpointing.MaxUtteranceMs));
    }

    [Fact]
    public void The_other_messages_are_read()
    {
        Assert.Equal(new StatePosition(48_000), ClientMessageParser.Parse("""{"position":48000,"type":"audio.position"}"""u8.ToArray()).Value);
        Assert.IsType<FlushAudio>(ClientMessageParser.Parse("""{"type":"audio.flush"}"""u8.ToArray()).Value);
        Assert.IsType<EndSession>(ClientMessageParser.Parse("""{"type":"session.end"}"""u8.ToArray()).Value);
    }

    [Theory]
    [InlineData(17, 1)]
    [InlineData(1, 257)]
    public void Metadata_over_its_limits_is_refused(int entries, int length)
    {
        var metadata = string.Join(',', Enumerable.Range(0, entries).Select(i => $"\"{i}\":\"{new string('x', length)}\""));

        var parsed = ClientMessageParser.Parse(Encoding.UTF8.GetBytes($$$"""{"type":"session.start","metadata":{ {{{metadata}}} } }"""));

        Assert.Equal(("invalid_request", "metadata"), (parsed.Error!.Code, parsed.Error.Param));
    }

    [Theory]
    [InlineData("""{"type":"session.start","language":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Half_a_surrogate_pair_is_no_text(string message) =>
        Assert.Equal("invalid_json", ClientMessageParser.Parse(Encoding.UTF8.GetBytes(message)).Error!.Code);

    [Fact]
    public void Whatever_the_bytes_there_is_an_answer() => Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), bytes => Answers(ClientMessageParser.Parse(bytes)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_text_there_is_an_answer() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Messages, text => Answers(ClientMessageParser.Parse(Encoding.UTF8.GetBytes(text)))));

    private static bool Answers(Failures.Outcome<ClientMessage> parsed) =>
        parsed.Succeeded
            ? parsed.Value is not null
            : parsed.Error.Message.Length is > 0 and < 400 && (parsed.Error.Param?.Length ?? 0) <= 70;
}
