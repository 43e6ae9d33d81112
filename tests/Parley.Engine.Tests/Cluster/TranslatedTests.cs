using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Cluster;

/// <summary>A session that is translated, on another node.</summary>
public sealed class TranslatedTests
{
    private static readonly SessionOptions Spanish = Nodes.Live with { Translate = new TranslateOptions { Targets = ["es"] } };

    [Fact]
    public async Task Another_node_translates_what_the_first_did_not_come_to_and_nothing_twice()
    {
        await using var nodes = await Nodes.StartAsync();
        var there = nodes.A.Start(Spanish);
        await Studio.SendAsync(there, Spoken.Words("one"), Studio.Pause);
        await Studio.NextAsync<TranslationFinal>(there);
        nodes.A.Translator.Before = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, nodes.A.Time, cancellation);
        await Studio.SendAsync(there, Spoken.Words("two"), Studio.Pause);
        await Studio.NextAsync<TranscriptFinal>(there, final => final.Utterance == 2);
        var here = await MoveAsync(nodes, there);
        await Studio.SendAsync(here, Spoken.Words("three"), Studio.Pause);
        await Studio.NextAsync<TranslationFinal>(here, final => final.Utterance == 3);
        Assert.Equal(["one-es", "two-es", "three-es"], here.Events.SoFar().OfType<TranslationFinal>().Select(final => final.Text));
    }

    [Fact]
    public async Task What_was_changed_while_it_ran_holds_there_too()
    {
        await using var nodes = await Nodes.StartAsync();
        var there = nodes.A.Start(Spanish);
        await Studio.SendAsync(there, Spoken.Words("one"), Studio.Pause);
        await Studio.NextAsync<TranslationFinal>(there);
        there.Update(new SessionUpdate { Language = "zh", Translate = new TranslateOptions { Targets = ["de"] } }).ValueOrThrow();
        await Studio.NextAsync<SessionUpdated>(there);
        var here = await MoveAsync(nodes, there);
        await Studio.SendAsync(here, Spoken.Words("two"), Studio.Pause);
        Assert.Equal("two-de", (await Studio.NextAsync<TranslationFinal>(here, final => final.Utterance == 2)).Text);
        Assert.Equal("zh", here.Options.Language);
        Assert.Equal([(1, "es"), (2, "de")], here.Events.SoFar().OfType<TranslationFinal>().Select(final => (final.Utterance, final.Target)));
    }

    private static async Task<Session> MoveAsync(Nodes nodes, Session there)
    {
        await there.SafeAsync();
        return (await nodes.B.Hub.ResumeAsync(there.Id)).ValueOrThrow();
    }
}
