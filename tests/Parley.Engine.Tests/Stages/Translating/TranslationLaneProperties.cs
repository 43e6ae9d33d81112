using FsCheck;
using FsCheck.Fluent;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Telemetry;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Stages.Translating;

/// <summary>Whatever is said and however it is translated: what was shown as stable stays.</summary>
public sealed class TranslationLaneProperties
{
    private static readonly Gen<string> Phrase = Gen.Elements("", " one", " two three", " four five six", " the quick brown fox").ListOf().Select(string.Concat);

    private static readonly Gen<Step> Steps =
        from stable in Phrase from tail in Phrase from seed in Gen.Choose(0, 3) select new Step(stable, tail, seed);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stable_text_only_grows_and_the_final_begins_with_it(bool calm) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll(Steps.NonEmptyListOf().ToArbitrary(), Phrase.ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(), (steps, last, seed) =>
        {
            var said = Play(steps, last, seed, calm);
            var shown = "";
            foreach (var partial in said.OfType<TranslationPartial>())
            {
                if (!partial.Stable.StartsWith(shown, StringComparison.Ordinal) || (calm && partial.Tail.Length > 0))
                {
                    return false;
                }

                shown = partial.Stable;
            }

            return said[^1] is TranslationFinal final && final.Text.StartsWith(shown, StringComparison.Ordinal);
        }));

    [Fact]
    public void Where_translations_agree_calm_shows_text_before_the_final() => Assert.Contains(
        Play([new(" one two three four five six", "", 0), new(" seven eight", "", 0), new(" nine ten", "", 0)], " end", 0, calm: true),
        said => said is TranslationPartial { Stable.Length: > 10, Tail: "" });

    private static List<SessionEvent> Play(IEnumerable<Step> steps, string last, int seed, bool calm)
    {
        var said = new List<SessionEvent>();
        var translator = new ScriptedTranslator();
        var interpreter = new Interpreter(new TranslatorRouter(new TranslatorCatalog([translator]), new TranslationLimits(), TimeProvider.System));
        using var meters = new TestMeters();
        using var rested = new AutoResetEvent(false);
        using var lane = new TranslationLane("es", new TranslateOptions { Targets = ["es"], Calm = calm }, interpreter, 8, new TranslationMetrics(meters), said.Add, _ => rested.Set());
        var stable = "start";
        foreach (var step in steps)
        {
            stable += step.Stable;
            translator.Answer = request => Turn(request.Text, step.Seed);
            lane.Take(new TranscriptPartial(1, stable, step.Tail, 0, 1), "en");
            Rest();
        }

        translator.Answer = request => Turn(request.Text, seed);
        lane.Take(new TranscriptFinal(1, stable + last, "en", 0, 1));
        Rest();
        return said;

        void Rest()
        {
            while (!lane.Idle)
            {
                rested.WaitOne();
            }
        }
    }

    /// <summary>A language in which what comes at the end may turn round what stood at the beginning.</summary>
    private static string Turn(string text, int seed)
    {
        var words = text.Split(' ');
        return string.Join(' ', seed switch
        {
            0 => words,
            1 => words.Reverse(),
            2 => words.OrderBy(word => word, StringComparer.Ordinal),
            _ => words.Select((word, at) => at < words.Length / 2 ? word : word.ToUpperInvariant()),
        });
    }

    private sealed record Step(string Stable, string Tail, int Seed);
}
