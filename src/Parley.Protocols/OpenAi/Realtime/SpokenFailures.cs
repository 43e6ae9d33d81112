using Parley.Failures;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>What the engine failed on, until the item that it is about is said. Its owner guards it with a lock.</summary>
internal sealed class SpokenFailures
{
    private readonly Dictionary<int, double> _ends = [];
    private readonly List<(int? Utterance, double End, ParleyError Error)> _failures = [];

    /// <summary>An utterance was closed, whose final may fail.</summary>
    /// <param name="end">Seconds of the connection's audio.</param>
    public void Ended(int utterance, double end) => _ends[utterance] = end;

    /// <param name="utterance">Null where nobody knows: that which is said next.</param>
    public void Add(int? utterance, ParleyError error) =>
        _failures.Add((utterance, utterance is { } number ? _ends.GetValueOrDefault(number) : 0, error));

    /// <summary>The failure of this utterance, if it failed.</summary>
    public ParleyError? Take(int utterance) => Take(failure => failure.Utterance is null || failure.Utterance == utterance);

    /// <summary>The first failure in the audio up to here, if there is one; there are no more of it then.</summary>
    public ParleyError? TakeUpTo(double end)
    {
        var first = Take(failure => failure.End <= end);
        _failures.RemoveAll(failure => failure.End <= end);
        return first;
    }

    /// <summary>Everything before this moment has been said.</summary>
    public void Settle(double until)
    {
        foreach (var (utterance, end) in _ends)
        {
            if (end <= until)
            {
                _ends.Remove(utterance);
            }
        }
    }

    private ParleyError? Take(Predicate<(int? Utterance, double End, ParleyError Error)> which)
    {
        var index = _failures.FindIndex(which);
        if (index < 0)
        {
            return null;
        }

        var error = _failures[index].Error;
        _failures.RemoveAt(index);
        return error;
    }
}
