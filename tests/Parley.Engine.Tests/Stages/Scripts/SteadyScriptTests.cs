using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Stages.Scripts;
using Parley.Providers;

namespace Parley.Engine.Tests.Stages.Scripts;

/// <summary>A converter whose every character depends on what follows it, and transcripts that grow.</summary>
public sealed class SteadyScriptTests
{
    private static readonly Gen<string> Pieces = Gen.Elements("头", "发", "展", "皇后", "后面", "，", " word", "x").ListOf().Select(string.Concat);

    private static readonly Gen<(string Stable, string Tail)[]> Growing =
        from steps in (from stable in Pieces from tail in Pieces select (stable, tail)).NonEmptyListOf()
        select steps.Scan(("", ""), (before, next) => (before.Item1 + next.stable, next.tail)).ToArray();

    [Fact]
    public void What_was_shown_as_stable_only_grows_and_the_final_begins_with_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Growing.ToArbitrary(), Pieces.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (steps, last, reach) =>
        {
            var steady = new SteadyScript(new Restless(reach));
            var shown = "";
            foreach (var (stable, tail) in steps)
            {
                var (now, _) = steady.Show(stable, tail);
                if (!now.StartsWith(shown, StringComparison.Ordinal))
                {
                    return false;
                }

                shown = now;
            }

            return steady.Finish(steps[^1].Stable + last).StartsWith(shown, StringComparison.Ordinal);
        }));

    [Fact]
    public void Where_phrases_are_short_the_final_is_the_conversion_of_the_whole() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Growing.ToArbitrary(), Pieces.ToArbitrary(), (steps, last) =>
        {
            var converter = new Restless(3);
            var steady = new SteadyScript(converter);
            foreach (var (stable, tail) in steps)
            {
                var (now, rest) = steady.Show(stable, tail);
                if (!string.Equals(now + rest, converter.Convert(stable + tail), StringComparison.Ordinal))
                {
                    return false;
                }
            }

            var final = steps[^1].Stable + last;
            return string.Equals(steady.Finish(final), converter.Convert(final), StringComparison.Ordinal);
        }));

    [Fact]
    public void Text_without_Chinese_is_stable_at_once() => Assert.Equal(("hello wor", "ld"), new SteadyScript(new Restless(3)).Show("hello wor", "ld"));

    /// <summary>Turns a character upside down when there is a certain one within reach behind it.</summary>
    private sealed class Restless(int reach) : IScriptConverter
    {
        public string Convert(string text) => string.Concat(text.Select((letter, at) =>
            letter is '发' && text.AsSpan(at + 1, Math.Min(reach, text.Length - at - 1)).Contains('展') ? '發'
            : letter is '后' && text.AsSpan(at + 1, Math.Min(reach, text.Length - at - 1)).Contains('面') ? '後'
            : letter));
    }
}

file static class Sequences
{
    public static IEnumerable<T> Scan<T, TItem>(this IEnumerable<TItem> items, T seed, Func<T, TItem, T> next)
    {
        foreach (var item in items)
        {
            seed = next(seed, item);
            yield return seed;
        }
    }
}
