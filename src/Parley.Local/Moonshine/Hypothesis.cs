namespace Parley.Local.Moonshine;

/// <summary>What the decoder wrote, and how sure it was.</summary>
internal sealed class Hypothesis
{
    /// <summary>Mean logarithm of probability below which what was written at the end may be invented.</summary>
    private const double Doubtful = -0.8;

    private readonly List<int> _tokens = [];
    private readonly List<double> _choices = [];
    private readonly List<double> _ends = [];

    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Logarithms of the probabilities of the tokens, then of the end, or of what was not written any more.</summary>
    public IReadOnlyList<double> Choices => _choices;

    /// <summary>The least lead that any of the choices had, in logits.</summary>
    public float Narrowest { get; set; } = float.PositiveInfinity;

    /// <summary>The geometric mean of the choices' probabilities, 0 to 1.</summary>
    public double Confidence => _choices.Count == 0 ? 0 : Math.Exp(_choices.Average());

    /// <summary>What comes next was chosen.</summary>
    /// <param name="choice">Logarithm of the probability of what was chosen.</param>
    /// <param name="end">Logarithm of the probability that this was the end.</param>
    public void Choose(double choice, double end)
    {
        _choices.Add(choice);
        _ends.Add(end);
    }

    public void Write(int token) => _tokens.Add(token);

    /// <summary>
    /// Cuts off what was invented after the speech was over: the network would rather finish a sentence than stop, but is
    /// unsure of every word of it. The text ends where the mean probability of its choices, the end among them, is
    /// greatest, if what comes after that is doubtful as a whole.
    /// </summary>
    public void CutInvented()
    {
        var (best, at, sum) = (_choices.Sum() / _choices.Count, _choices.Count, 0.0);
        for (var i = 0; i < _choices.Count; sum += _choices[i++])
        {
            var mean = (sum + _ends[i]) / (i + 1);
            if (i > 0 && mean > best && _choices.Skip(i).Average() < Doubtful)
            {
                (best, at) = (mean, i);
            }
        }

        if (at < _choices.Count)
        {
            _tokens.RemoveRange(at, _tokens.Count - at);
            _choices.RemoveRange(at, _choices.Count - at);
            _choices.Add(_ends[at]);
            _ends.RemoveRange(at + 1, _ends.Count - at - 1);
        }
    }
}
