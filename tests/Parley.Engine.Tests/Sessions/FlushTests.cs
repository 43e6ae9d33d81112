using Parley.Engine.Sessions;
using Parley.Engine.Turns;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>A client that flushes learns when everything before it is said, whatever there was to say.</summary>
public sealed class FlushTests : IAsyncDisposable
{
    private static readonly SessionOptions ByHand = new() { Endpointing = new EndpointingOptions { Manual = true } };

    private readonly Studio _studio = new();

    [Fact]
    public async Task The_final_comes_first_and_the_acknowledgement_covers_all_the_audio_before_the_flush()
    {
        var session = _studio.Start(ByHand);
        await Studio.SendAsync(session, Spoken.Words("hello world."), Spoken.Silence(0.1));
        session.Flush();

        var ack = await Studio.NextAsync<Ack>(session);

        Assert.Equal(session.Received, ack.Committed);
        Assert.Equal(["hello world."], session.Events.SoFar().Finals());
    }

    [Fact]
    public async Task Silence_is_acknowledged_too()
    {
        var session = _studio.Start(ByHand);
        await Studio.SendAsync(session, Spoken.Silence(0.3));
        session.Flush();

        Assert.Equal(session.Received, (await Studio.NextAsync<Ack>(session)).Committed);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_the_final_that_is_owed()
    {
        _studio.Hold();
        var session = _studio.Start(ByHand);
        await Studio.SendAsync(session, Spoken.Words("one two"));
        session.Flush();
        await Studio.SendAsync(session, Spoken.Silence(0.1));
        session.Flush();
        await Studio.NextAsync<SpeechEnded>(session);

        Assert.Empty(session.Events.SoFar().OfType<Ack>());
        _studio.Release();

        Assert.Equal(session.Received, (await Studio.NextAsync<Ack>(session)).Committed);
    }

    [Fact]
    public async Task A_pause_of_the_client_closes_nothing_by_hand()
    {
        var session = _studio.Start(ByHand);
        await Studio.SendAsync(session, Spoken.Words("one two"));
        await Studio.NextAsync<SpeechStarted>(session);

        _studio.Time.Advance(TimeSpan.FromMinutes(1));
        await Studio.SendAsync(session, Spoken.Words("three four"));

        Assert.Equal(["one two three four"], (await Studio.EndAsync(session)).Finals());
    }

    [Fact]
    public async Task An_utterance_without_words_is_acknowledged_at_once()
    {
        _studio.Recognizer.Answer = (_, _) => Task.FromResult("");
        var session = _studio.Start();
        await Studio.SendAsync(session, Spoken.Words("one two"), Studio.Pause);

        var ended = await Studio.NextAsync<SpeechEnded>(session);
        var ack = await Studio.NextAsync<Ack>(session, ack => ack.Committed >= (long)(ended.End * Spoken.Rate) - 16);

        Assert.True(ack.Committed <= session.Received);
        Assert.Empty(session.Events.SoFar().Finals());
    }

    public ValueTask DisposeAsync() => _studio.DisposeAsync();
}
