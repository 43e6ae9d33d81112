using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Turns;
using Parley.Protocols.OpenAi.Realtime;

namespace Parley.Protocols.Tests.OpenAi.Realtime;

public sealed class ClientEventParserTests
{
    /// <summary>Pieces that make valid, nearly valid and broken events.</summary>
    private static readonly Arbitrary<string> Events = Gen.Elements(
            "{", "}", "[", "]", ":", ",", "{\"type\":\"session.update\",\"session\":{", "{\"type\":\"input_audio_buffer.append\",\"audio\":",
            "{\"type\":\"conversation.item.create\",\"item\":{", "\"type\":", "\"realtime\"", "\"audio\":{\"input\":{", "\"format\":{",
            "\"turn_detection\":", "\"server_vad\"", "\"threshold\":", "\"rate\":", "\"input_audio_format\":", "\"pcm16\"", "\"AAAA\"", "\"event_id\":",
            "\"\\ud800\"", "\"\\u0000\"", "1", "-1", "1e999", "true", "null", "\"早安\"", " ", "\n", "//")
        .ListOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Whatever_comes_is_an_event_or_refused_with_a_code() => Prop.ForAll(Events, text =>
    {
        var parser = new ClientEventParser(TurnDetection.Default(new EndpointingOptions()), new RealtimeOptions());

        var parsed = parser.Parse(Encoding.UTF8.GetBytes(text), new RealtimeSettings { Transcription = true });

        return parsed.Succeeded || parsed.Error.Code.Length > 0;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
}
