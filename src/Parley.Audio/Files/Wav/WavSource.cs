using Parley.Audio.Resampling;
using Parley.Failures;

namespace Parley.Audio.Files.Wav;

/// <summary>Reads the samples of a WAV file as they arrive; what is missing at its end is simply not there.</summary>
internal sealed class WavSource : IAudioSource
{
    private const int BlockBytes = 32 * 1024;

    /// <summary>The most samples that one block becomes: a file of one frame a second makes 16,000 of each.</summary>
    private const int BlockSamples = 16 * 1024;

    private readonly Stream _input;
    private readonly WavFormat _format;
    private readonly FrameReader _read;
    private readonly Resampler _resampler;
    private readonly byte[] _bytes;
    private readonly float[] _mono;
    private readonly float[] _resampled;
    private long _remaining;
    private Memory<float> _ready;
    private bool _ended;

    /// <param name="header">Of samples that need no decoder: its format has a reader.</param>
    /// <param name="input">Stands at the first sample; stays open.</param>
    public WavSource(WavHeader header, Stream input, long maxBytes)
    {
        _input = input;
        _format = header.Format;
        _read = header.Format.Read ?? throw new ArgumentException("The format is compressed.", nameof(header));
        _resampler = Resampler.Create(_format.Rate, AudioFormat.Engine.Rate);
        var framesThatFit = BlockBytes / _format.FrameBytes;
        var framesOfOutput = (int)((long)BlockSamples * _format.Rate / AudioFormat.Engine.Rate);
        var frames = Math.Clamp(framesOfOutput, 1, framesThatFit);
        _bytes = new byte[frames * _format.FrameBytes];
        _mono = new float[frames];
        _resampled = new float[_resampler.MaxOutput(frames)];
        _remaining = header.DataBytes ?? long.MaxValue;

        // A claim of more bytes than a file may have is a placeholder of a writer that did not know.
        Duration = header.DataBytes is { } size && size <= maxBytes
            ? TimeSpan.FromSeconds((double)(size / _format.FrameBytes) / _format.Rate)
            : null;
    }

    public string Container => "wav";

    public TimeSpan? Duration { get; }

    public async ValueTask<Outcome<int>> ReadAsync(Memory<float> mono16k, CancellationToken cancellation)
    {
        while (_ready.IsEmpty && !_ended)
        {
            await FillAsync(cancellation);
        }

        var count = Math.Min(mono16k.Length, _ready.Length);
        _ready[..count].CopyTo(mono16k);
        _ready = _ready[count..];
        return count;
    }

    public ValueTask DisposeAsync()
    {
        _resampler.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        var wanted = (int)Math.Min(_bytes.Length, _remaining);
        var read = await _input.ReadAtLeastAsync(_bytes.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellation);
        _remaining -= read;
        var frames = read / _format.FrameBytes;
        if (frames == 0)
        {
            var flushed = _resampler.Flush(_resampled);
            _ready = _resampled.AsMemory(0, flushed);
            _ended = flushed == 0;
            return;
        }

        var samples = _read(_bytes.AsSpan(0, frames * _format.FrameBytes), _format.Channels, _mono);
        var resampled = _resampler.Process(_mono.AsSpan(0, samples), _resampled);
        _ready = _resampled.AsMemory(0, resampled);
    }
}
