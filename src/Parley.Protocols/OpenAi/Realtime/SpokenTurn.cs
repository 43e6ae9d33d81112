namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>A turn that the server found by itself.</summary>
/// <param name="Utterance">Its number in its session.</param>
/// <param name="Start">Seconds of audio before it.</param>
internal sealed record SpokenTurn(string ItemId, int Utterance, double Start)
{
    /// <summary>Set when it was closed.</summary>
    public double? End { get; set; }

    /// <summary>How much of its text was said in deltas, characters.</summary>
    public int Shown { get; set; }

    /// <summary>Its audio was cleared before it was closed: nothing more is said of it.</summary>
    public bool Dropped { get; set; }
}
