using Parley.Audio;
using Parley.Providers;

namespace Parley.Local.Scheduling;

/// <summary>What decides which utterances are decoded in one go.</summary>
/// <param name="Model">Utterances of the same model go together; null: it goes alone.</param>
/// <param name="Samples">Length, 16 kHz.</param>
/// <param name="Slack">With how many samples of silence it may be filled up to the length of the longest.</param>
internal readonly record struct BatchShape(object? Model, int Samples, int Slack)
{
    /// <summary>Beyond this another utterance makes the others wait longer, and none of them cheaper.</summary>
    public const int MostUtterances = 8;

    /// <summary>Audio in one go, silence included, while somebody waits for each of its results: all of them wait for the last. Of files at any time.</summary>
    private const long MostLive = 12 * AudioFormat.EngineRate;

    /// <summary>When the first of them has waited long already, the engine has too much to do: what counts then is that more is done.</summary>
    private const long MostUnderLoad = 30 * AudioFormat.EngineRate;

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

        var (longest, reach) = ((long)first.Shape.Samples, Reach(first.Shape));
        // For files nobody waits, however long they have to, and what they need of memory is to stay flat.
        var most = waited < Long || first.Urgency == Urgency.Batch ? MostLive : MostUnderLoad;
        foreach (var item in waiting)
        {
            var (more, less) = (Math.Max(longest, item.Shape.Samples), Math.Min(reach, Reach(item.Shape)));
            if (!ReferenceEquals(item.Shape.Model, first.Shape.Model) || more > less || (mates.Count + 2L) * more > most)
            {
                continue;
            }

            (longest, reach) = (more, less);
            mates.Add(item);
            if (mates.Count == MostUtterances - 1)
            {
                break;
            }
        }

        return mates;
    }

    /// <summary>To which length it may be filled up.</summary>
    private static long Reach(BatchShape shape) => (long)shape.Samples + shape.Slack;
}
