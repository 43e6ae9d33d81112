using Parley.Local.Onnx;
using Parley.Providers;

namespace Parley.Local.Vad;

/// <summary>Silero VAD v5: a frame of 32 ms, heard with the 4 ms before it and a state of 256 numbers.</summary>
internal sealed class SileroDetector : IVoiceDetector
{
    public const int Frame = 512;
    public const int Context = 64;

    /// <summary>Numbers in each of the two halves of the state.</summary>
    public const int StateHalf = 128;

    private readonly SileroRun _run;
    private readonly ListeningRounds _rounds;
    private int _stage = (int)Stage.Idle;
    private float _probability;
    private OnnxException? _fault;
    private Action? _later;

    public SileroDetector(OnnxModel model, ListeningRounds rounds)
    {
        _run = new SileroRun(model, 1);
        _rounds = rounds;
    }

    private enum Stage
    {
        Idle,

        /// <summary>A round has it: what it holds belongs to the thread of the rounds.</summary>
        InRound,
        Heard,
        Gone,
    }

    public int FrameLength => Frame;

    public float Detect(ReadOnlySpan<float> frame)
    {
        _rounds.CountAlone();
        frame.CopyTo(_run.Window(0)[Context..]);
        return Alone();
    }

    public bool TryDetect(ReadOnlySpan<float> frame, Action later, out float probability)
    {
        frame.CopyTo(_run.Window(0)[Context..]);
        _later = later;
        Interlocked.Exchange(ref _stage, (int)Stage.InRound);
        if (_rounds.TryJoin(this))
        {
            probability = 0;
            return false;
        }

        Interlocked.Exchange(ref _stage, (int)Stage.Idle);
        probability = Alone();
        return true;
    }

    public bool TryTake(out float probability)
    {
        probability = 0;
        if (Interlocked.CompareExchange(ref _stage, (int)Stage.Idle, (int)Stage.Heard) != (int)Stage.Heard)
        {
            return false;
        }

        probability = _fault is { } fault ? throw fault : _probability;
        return true;
    }

    public void Reset() => _run.Clear(0);

    public void Dispose()
    {
        if ((Stage)Interlocked.Exchange(ref _stage, (int)Stage.Gone) is Stage.Idle or Stage.Heard)
        {
            _run.Dispose();
        }
    }

    /// <summary>Puts what it is to hear into a round. On the thread of the rounds, as what follows.</summary>
    public void Enter(SileroRun round, int place) => _run.CopyTo(0, round, place);

    /// <summary>Takes what was heard, and what is to be remembered, from a round.</summary>
    public void Leave(SileroRun round, int place)
    {
        round.CopyNext(place, _run, 0);
        _run.Advance(0);
        Answer(round.Probability(place), null);
    }

    public void Fail(OnnxException fault) => Answer(0, fault);

    private float Alone()
    {
        _run.Invoke();
        _run.Advance(0);
        return _run.Probability(0);
    }

    private void Answer(float probability, OnnxException? fault)
    {
        (_probability, _fault) = (probability, fault);
        if (Interlocked.CompareExchange(ref _stage, (int)Stage.Heard, (int)Stage.InRound) == (int)Stage.InRound)
        {
            _later!();
        }
        else
        {
            _run.Dispose();
        }
    }
}
