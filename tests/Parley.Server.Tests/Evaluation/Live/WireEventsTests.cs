using System.Text;
using Parley.Events;
using Parley.Failures;
using Parley.Server.Evaluation.Live;

namespace Parley.Server.Tests.Evaluation.Live;

public sealed class WireEventsTests
{
    [Fact]
    public void Events_are_read_as_the_protocol_writes_them()
    {
        Assert.Equal(new SpeechStarted(2, 1.25), Parse("""{"seq":4,"type":"speech.started","utterance":2,"start":1.25}"""));
        Assert.Equal(
            new SpeechEnded(2, 2.5, SpeechEndReason.MaxLength),
            Parse("""{"seq":9,"type":"speech.ended","utterance":2,"end":2.5,"reason":"max_length"}"""));
        Assert.Equal(
            new TranscriptPartial(2, "He was", " not", 1.25, 2),
            Parse("""{"seq":5,"type":"transcript.partial","utterance":2,"stable":"He was","tail":" not","start":1.25,"end":2.0}"""));
        Assert.Equal(
            new TranscriptFinal(2, "He was not.", "en", 1.25, 2.5),
            Parse("""{"seq":10,"type":"transcript.final","utterance":2,"text":"He was not.","language":"en","start":1.25,"end":2.5,"words":null,"confidence":null}"""));
        var raised = Assert.IsType<ErrorRaised>(Parse("""{"type":"error","code":"unknown_model","message":"No.","param":"model","retry":false}"""));
        Assert.Equal((ErrorCodes.UnknownModel, "No."), (raised.Code, raised.Message));
    }

    [Fact]
    public void What_is_not_measured_is_passed_over() =>
        Assert.Null(Parse("""{"seq":3,"type":"ack","received":16000,"committed":0}"""));

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"speech.started"}""")]
    public void A_message_that_is_not_of_the_protocol_is_an_error(string message) =>
        Assert.Equal(ErrorCodes.InvalidJson, Assert.Throws<ParleyException>(() => Parse(message)).Error.Code);

    private static SessionEvent? Parse(string message) => WireEvents.Parse(Encoding.UTF8.GetBytes(message));
}
