using System.Buffers;
using Parley.Audio;
using Parley.Engine.Pipeline;
using Parley.Providers;

namespace Parley.Engine.Stages;

/// <summary>
/// A copy of the audio of one utterance with as much of its surroundings as any <see cref="SpeechMargins"/> may want.
/// The copy is taken on the session's loop; it is decoded elsewhere.
/// </summary>
internal sealed class UtteranceAudio : IDisposable
{
    private const int Rate = AudioFormat.EngineRate;

    /// <summary>Room tone that stands for a margin which is not there yet is made of so much of the real one.</summary>
    private const int RoomTone = Rate / 10;

    private readonly float[] _samples;
    private readonly int _before;
    private readonly int _speech;
    private readonly int _real;
    private float[]? _padded;

    private UtteranceAudio(float[] samples, int before, int speech, int real) =>
        (_samples, _before, _speech, _real) = (samples, before, speech, real);

    /// <summary>
    /// Copies speech from <paramref name="start"/> to <paramref name="end"/> and at most a second around it, all of it
    /// within <paramref name="bounds"/>.
    /// </summary>
    public static UtteranceAudio Copy(SampleHistory history, long start, long end, (long First, long Last) bounds)
    {
        var from = Math.Max(Math.Max(history.Start, bounds.First), start - Rate);
        var to = Math.Min(Math.Min(history.End, bounds.Last), end + Rate);
        var samples = ArrayPool<float>.Shared.Rent((int)(to - from));
        history.CopyTo(from, samples.AsSpan(0, (int)(to - from)));
        return new UtteranceAudio(samples, (int)(start - from), (int)(end - start), (int)(to - from));
    }

    /// <summary>
    /// The speech with these margins. Where the margin after it is not there yet, because the speaker has only just
    /// stopped, what there is of it stands for the rest, to and fro. Valid until the next call.
    /// </summary>
    public ReadOnlyMemory<float> With(SpeechMargins margins)
    {
        var before = Before(margins);
        var length = before + _speech + (int)(margins.After * Rate);
        var first = _before - before;
        if (first + length <= _real)
        {
            return _samples.AsMemory(first, length);
        }

        Return(ref _padded);
        _padded = ArrayPool<float>.Shared.Rent(length);
        var real = _samples.AsSpan(first, _real - first);
        real.CopyTo(_padded);
        Extend(_padded.AsSpan(0, length), real.Length, Math.Min(RoomTone, _real - _before - _speech));
        return _padded.AsMemory(0, length);
    }

    /// <summary>How much audio stands before the speech with these margins, seconds.</summary>
    public double Lead(SpeechMargins margins) => (double)Before(margins) / Rate;

    /// <summary>Seconds of speech.</summary>
    public double Seconds => (double)_speech / Rate;

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_samples);
        Return(ref _padded);
    }

    private int Before(SpeechMargins margins) => Math.Min(_before, (int)(margins.Before * Rate));

    private static void Extend(Span<float> samples, int from, int tone)
    {
        if (tone <= 0)
        {
            samples[from..].Clear();
            return;
        }

        for (var i = from; i < samples.Length; i++)
        {
            var step = (i - from) % (2 * tone);
            samples[i] = samples[from - 1 - (step < tone ? step : (2 * tone) - 1 - step)];
        }
    }

    private static void Return(ref float[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<float>.Shared.Return(rented);
            rented = null;
        }
    }
}
