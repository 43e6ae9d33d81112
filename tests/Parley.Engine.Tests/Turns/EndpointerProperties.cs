using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Tests.Turns;

/// <summary>What holds for whatever is heard.</summary>
public sealed class EndpointerProperties
{
    /// <summary>A stretch of like frames: a letter of <see cref="Hearing"/>, or <c>F</c> a flush, or <c>.</c> with the end of a sentence.</summary>
    private static readonly Gen<string> Stretch =
        from kind in Gen.Elements("s", "s", "s.", ".", ".", "~", "s~", "ss.", "F", "E")
        from length in Gen.Choose(1, 60)
        select kind is "F" or "E" ? kind : string.Concat(Enumerable.Repeat(kind, length));

    private static readonly Arbitrary<(EndpointingOptions Options, string Frames)> Cases = (
        from silence in Gen.Choose(EndpointingOptions.MinSilenceMs, EndpointingOptions.MaxSilenceMs)
        from longest in Gen.Choose(EndpointingOptions.MinUtteranceMs, 6_000)
        from stretches in Stretch.ArrayOf()
        select (new EndpointingOptions { SilenceMs = silence, MaxUtteranceMs = longest }, string.Concat(stretches))).ToArbitrary();

    [Fact]
    public void Marks_alternate_as_the_states_do() => For((_, marks, _) =>
    {
        var state = TurnMarkKind.Ended;
        foreach (var mark in marks)
        {
            TurnMarkKind[] before = mark.Kind switch
            {
                TurnMarkKind.Started => [TurnMarkKind.Ended],
                TurnMarkKind.Paused => [TurnMarkKind.Started, TurnMarkKind.Resumed],
                TurnMarkKind.Resumed => [TurnMarkKind.Paused],
                _ => [TurnMarkKind.Started, TurnMarkKind.Paused, TurnMarkKind.Resumed],
            };
            Assert.Contains(state, before);
            state = mark.Kind;
        }
    });

    [Fact]
    public void Utterances_hold_something_follow_one_another_and_never_overlap() => For((_, marks, heard) =>
    {
        var last = 0L;
        foreach (var (start, end) in Utterances(marks, heard))
        {
            Assert.InRange(start, last, heard);
            Assert.InRange(end, start + 1, heard);
            last = end;
        }
    });

    [Fact]
    public void No_utterance_is_longer_than_the_longest() => For((options, marks, heard) =>
    {
        foreach (var (start, end) in Utterances(marks, heard))
        {
            Assert.InRange(end - start, 0, ((long)options.MaxUtteranceMs * 16) + Hearing.Frame);
        }
    });

    [Fact]
    public void The_same_frames_make_the_same_marks() =>
        Prop.ForAll(Cases, heard => Hear(heard.Options, heard.Frames).Marks.SequenceEqual(Hear(heard.Options, heard.Frames).Marks))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Silence_closes_whatever_was_heard_before_and_opens_nothing() => Prop.ForAll(Cases, heard =>
    {
        var hearing = Hear(heard.Options, heard.Frames);
        var frames = ((heard.Options.SilenceMs + heard.Options.MaxUtteranceMs) / Hearing.FrameMs) + 1;
        hearing.Hear(".", times: frames);
        Assert.False(hearing.Open);
        Assert.Empty(hearing.Hear(".", times: frames));
    }).QuickCheckThrowOnFailure();

    private static void For(Action<EndpointingOptions, IReadOnlyList<TurnMark>, long> holds) => Prop.ForAll(Cases, heard =>
    {
        var hearing = Hear(heard.Options, heard.Frames);
        holds(heard.Options, hearing.Marks, Hearing.At(hearing.Frames));
    }).QuickCheckThrowOnFailure();

    private static Hearing Hear(EndpointingOptions options, string frames)
    {
        var hearing = new Hearing(options);
        var loudness = new Random(frames.Length);
        foreach (var frame in frames)
        {
            switch (frame)
            {
                case 'F':
                    hearing.Close(SpeechEndReason.Flush);
                    break;
                case 'E':
                    hearing.SentenceEnded();
                    break;
                default:
                    hearing.Hear(frame.ToString(), power: loudness.NextSingle());
                    break;
            }
        }

        return hearing;
    }

    private static IEnumerable<(long Start, long End)> Utterances(IReadOnlyList<TurnMark> marks, long heard)
    {
        long? start = null;
        foreach (var mark in marks)
        {
            if (mark.Kind == TurnMarkKind.Started)
            {
                start = mark.At;
            }
            else if (mark.Kind == TurnMarkKind.Ended)
            {
                yield return (start!.Value, mark.At);
                start = null;
            }
        }

        if (start is { } open)
        {
            yield return (open, heard);
        }
    }
}
