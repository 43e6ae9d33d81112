using Parley.Failures;

namespace Parley.Audio.Files;

/// <summary>
/// What holds for every recording: no more audio than the limit, and after an error or the end, the same error or
/// end again.
/// </summary>
internal sealed class LimitedSource(IAudioSource inner, TimeSpan maxDuration) : IAudioSource
{
    private readonly long _maxSamples = (long)(maxDuration.TotalSeconds * AudioFormat.Engine.Rate);
    private long _given;
    private bool _ended;
    private bool _disposed;
    private ParleyError? _error;

    public string Container => inner.Container;

    public TimeSpan? Duration => inner.Duration;

    public async ValueTask<Outcome<int>> ReadAsync(Memory<float> mono16k, CancellationToken cancellation)
    {
        if (mono16k.IsEmpty)
        {
            throw new ArgumentException("There must be room for a sample: 0 samples mean the end.", nameof(mono16k));
        }

        if (_error is not null)
        {
            return _error;
        }

        cancellation.ThrowIfCancellationRequested();
        if (_ended)
        {
            return 0;
        }

        var outcome = await ReadInnerAsync(mono16k, cancellation);
        if (!outcome.Succeeded)
        {
            return _error = outcome.Error;
        }

        _ended = outcome.Value == 0;
        var room = (int)Math.Min(outcome.Value, _maxSamples - _given);
        _given += room;
        if (room < outcome.Value)
        {
            _error = FileErrors.TooLong(maxDuration);
            return room > 0 ? room : _error;
        }

        return room;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await inner.DisposeAsync();
        }
    }

    private async ValueTask<Outcome<int>> ReadInnerAsync(Memory<float> mono16k, CancellationToken cancellation)
    {
        try
        {
            return await inner.ReadAsync(mono16k, cancellation);
        }
        catch (ParleyException refused)
        {
            return refused.Error;
        }
    }
}
