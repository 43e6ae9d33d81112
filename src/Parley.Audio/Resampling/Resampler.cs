using Parley.Audio.Native;

namespace Parley.Audio.Resampling;

/// <summary>
/// One channel from one rate to another, chunk by chunk. The sample at position n of the input lies at
/// n × <see cref="To"/> / <see cref="From"/> of the output: the filter's delay is taken out. How the input is cut into
/// chunks does not change the output. Not thread-safe; allocates nothing after it is made.
/// </summary>
public sealed class Resampler : IDisposable
{
    public const int MinRate = 1;
    public const int MaxRate = 384_000;

    /// <summary>Of 0 to 10. Here all that would alias lies over 80 dB down, for well under a hundredth of a core.</summary>
    private const int Quality = 4;

    private const int SilenceBlock = 256;
    private static readonly float[] Silence = new float[SilenceBlock];

    /// <summary>Null when both rates are the same.</summary>
    private readonly SpeexResamplerHandle? _native;

    private long _consumed;
    private long _produced;
    private bool _flushing;

    private Resampler(int from, int to, SpeexResamplerHandle? native)
    {
        (From, To, _native) = (from, to, native);
        Reset();
    }

    /// <summary>Rate of the input, Hz.</summary>
    public int From { get; }

    /// <summary>Rate of the output, Hz.</summary>
    public int To { get; }

    /// <param name="from">Rate of the input, <see cref="MinRate"/> to <see cref="MaxRate"/> Hz.</param>
    /// <param name="to">Rate of the output, in the same bounds.</param>
    /// <exception cref="NativeLibraryMissingException">libspeexdsp is not installed.</exception>
    public static Resampler Create(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, MinRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, MaxRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, MinRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, MaxRate);
        return new Resampler(from, to, from == to ? null : CreateNative(from, to));
    }

    /// <summary>The most that <see cref="Process"/> writes for so many samples of input.</summary>
    public int MaxOutput(int inputSamples) => checked((int)(((long)inputSamples * To / From) + 2));

    /// <summary>Takes all of <paramref name="input"/>; says how many samples it wrote.</summary>
    /// <param name="output">At least <see cref="MaxOutput"/> samples long.</param>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (_flushing)
        {
            throw new InvalidOperationException("The resampler was flushed; Reset starts a new stream.");
        }

        _consumed += input.Length;
        if (_native is null)
        {
            input.CopyTo(output);
            _produced += input.Length;
            return input.Length;
        }

        var written = 0;
        while (!input.IsEmpty)
        {
            var (taken, given) = Step(input, output[written..]);
            if (taken == 0 && given == 0)
            {
                throw new ArgumentException("The output is shorter than MaxOutput of the input.", nameof(output));
            }

            input = input[taken..];
            written += given;
        }

        _produced += written;
        return written;
    }

    /// <summary>
    /// Writes what the filter still holds once the input has ended, as much as fits; call until it writes 0. In all
    /// the stream then has as many samples as its input lasted, to the nearest sample.
    /// </summary>
    public int Flush(Span<float> output)
    {
        _flushing = true;
        var expected = (long)Math.Round((double)_consumed * To / From, MidpointRounding.AwayFromZero);
        output = output[..(int)Math.Min(output.Length, expected - _produced)];
        var written = 0;
        while (written < output.Length)
        {
            written += Step(Silence, output[written..]).Given;
        }

        _produced += written;
        return written;
    }

    /// <summary>Forgets the stream so far and starts another.</summary>
    public void Reset()
    {
        (_consumed, _produced, _flushing) = (0, 0, false);
        if (_native is not null)
        {
            _ = SpeexDspLibrary.Reset(_native);
            _ = SpeexDspLibrary.SkipZeros(_native);
        }
    }

    public void Dispose() => _native?.Dispose();

    private static SpeexResamplerHandle CreateNative(int from, int to)
    {
        try
        {
            var native = SpeexDspLibrary.CreateResampler(1, (uint)from, (uint)to, Quality, out var error);
            if (!native.IsInvalid)
            {
                return native;
            }

            native.Dispose();
            throw new InvalidOperationException($"libspeexdsp cannot resample {from} Hz to {to} Hz (error {error}).");
        }
        catch (DllNotFoundException missing)
        {
            throw new NativeLibraryMissingException(SpeexDspLibrary.Name, SpeexDspLibrary.Package, missing);
        }
    }

    private (int Taken, int Given) Step(ReadOnlySpan<float> input, Span<float> output)
    {
        var (taken, given) = ((uint)input.Length, (uint)output.Length);
        var status = SpeexDspLibrary.Process(_native!, 0, input, ref taken, output, ref given);
        return status == 0
            ? ((int)taken, (int)given)
            : throw new InvalidOperationException($"libspeexdsp failed to resample (error {status}).");
    }
}
