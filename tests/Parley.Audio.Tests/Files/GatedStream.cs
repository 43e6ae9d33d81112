using Parley.Audio.Files.Input;

namespace Parley.Audio.Tests.Files;

/// <summary>An upload of which the first 64 KiB have arrived, or less; the rest waits until the gate is opened.</summary>
internal sealed class GatedStream(byte[] bytes, int arrived = GatedStream.Arrived) : ReadOnlyStream
{
    public const int Arrived = 64 * 1024;

    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _at;

    /// <summary>Completes when somebody asks for what has not arrived.</summary>
    public Task Waiting => _waiting.Task;

    public void Open() => _gate.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == arrived)
        {
            _waiting.TrySetResult();
            await _gate.Task.WaitAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, (_at < arrived ? arrived : bytes.Length) - _at);
        bytes.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
