using Parley.Engine.Turns;
using Parley.Events;

namespace Parley.Engine.Tests.Turns;

/// <summary>
/// An endpointer and what it decided. Frames are written as text, 32 ms a character: <c>s</c> speech, <c>.</c> silence,
/// <c>~</c> neither (between the thresholds).
/// </summary>
internal sealed class Hearing(EndpointingOptions options, EndpointerTuning? tuning = null)
{
    public const int Frame = 512;
    public const int FrameMs = 32;

    /// <summary>Stated here so that the specification does not move when the shipped tuning does.</summary>
    public static readonly EndpointerTuning Tuning = new()
    {
        StartThreshold = 0.5f,
        EndThreshold = 0.35f,
        StartFrames = 3,
        PauseMs = 2 * FrameMs,
        SentenceEndFactor = 0.5,
        MinSilenceMs = 7 * FrameMs,
    };

    private readonly Endpointer _endpointer = new(options, tuning ?? Tuning);
    private readonly List<TurnMark> _marks = [];
    private int _shown;

    /// <summary>How many frames were heard.</summary>
    public int Frames { get; private set; }

    public bool Open => _endpointer.Open;

    public IReadOnlyList<TurnMark> Marks => _marks;

    public static long At(int frame) => (long)frame * Frame;

    /// <summary>Hears the frames; returns what was decided meanwhile.</summary>
    public IReadOnlyList<TurnMark> Hear(string frames, int times = 1, float power = 0.1f)
    {
        foreach (var frame in string.Concat(Enumerable.Repeat(frames, times)))
        {
            Hear(frame == 's' ? 1 : frame == '~' ? 0.4f : 0, frame == 's' ? power : power / 100);
        }

        return News();
    }

    public void Hear(float probability, float power) =>
        _endpointer.Advance(new VoiceFrame(At(Frames++), Frame, probability, power), _marks);

    public IReadOnlyList<TurnMark> Close(SpeechEndReason reason)
    {
        _endpointer.Close(reason, _marks);
        return News();
    }

    public void SentenceEnded() => _endpointer.SentenceEnded();

    private List<TurnMark> News()
    {
        var news = _marks[_shown..];
        _shown = _marks.Count;
        return news;
    }
}
