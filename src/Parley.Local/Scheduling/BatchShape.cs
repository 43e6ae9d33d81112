using Parley.Audio;
using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>What decides which utterances are decoded in one go.</summary>
/// <param name="Model">Utterances of the same model go together; null: it goes alone.</param>
/// <param name="Samples">Length, 16 kHz.</param>
internal readonly record struct BatchShape(object? Model, int Samples)
{
    /// <summary>Beyond this another utterance makes the others wait longer, and none of them cheaper.</summary>
    public const int MostUtterances = 8;

    /// <summary>
    /// Shorter utterances are filled up with silence to the length of the longest: so much of it changes no word (measured
    /// on 40 sentences).
    /// </summary>
    public const int MostSilence = 2 * AudioFormat.EngineRate;

    /// <summary>Audio in one go, silence included, while somebody waits for each of its results: all of them wait for the last.</summary>
    private const long MostLive = 12 * AudioFormat.EngineRate;

    /// <summary>When the first of them has waited long already, the engine has too much to do: what counts then is that more is done.</summary>
    private const long MostUnderLoad = 30 * AudioFormat.EngineRate;

    /// <summary>For files; what bounds it is memory.</summary>
    private const long MostOfFiles = 80 * AudioFormat.EngineRate;

    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(200);

    /// <summary>Chooses from <paramref name="waiting"/>, in its order, what goes with <paramref name="first"/>.</summary>
    /// <param name="waited">How long the first has waited.</param>
    public static List<WorkItem> Mates(WorkItem first, TimeSpan waited, IEnumerable<WorkItem> waiting)
    {
        List<WorkItem> mates = [];
        if (first.Shape.Model is null)
        {
            return mates;
        }

        var (shortest, longest) = (first.Shape.Samples, first.Shape.Samples);
        var most = first.Urgency == Urgency.Batch ? MostOfFiles : waited < Long ? MostLive : MostUnderLoad;
        foreach (var item in waiting)
        {
            var (less, more) = (Math.Min(shortest, item.Shape.Samples), Math.Max(longest, item.Shape.Samples));
            if (!ReferenceEquals(item.Shape.Model, first.Shape.Model) || more - less > MostSilence || (mates.Count + 2L) * more > most)
            {
                continue;
            }

            (shortest, longest) = (less, more);
            mates.Add(item);
            if (mates.Count == MostUtterances - 1)
            {
                break;
            }
        }

        return mates;
    }
}
