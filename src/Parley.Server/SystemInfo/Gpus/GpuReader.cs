namespace Parley.Server.SystemInfo.Gpus;

/// <summary>The graphics processors and their memory. Read at most every few seconds, whoever asks how often.</summary>
internal sealed class GpuReader(GpuTree tree, NvidiaTool tool, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyList<Gpu>? _read;
    private long _readAt;

    public async Task<IReadOnlyList<Gpu>> ReadAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_read is null || time.GetElapsedTime(_readAt) >= Fresh)
            {
                // What one asks for, the next will read: it does not end with who asked.
                _read = await LookAsync();
                _readAt = time.GetTimestamp();
            }

            return _read;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyList<Gpu>> LookAsync()
    {
        var gpus = tree.Read();
        if (!tree.HasNvidia)
        {
            return gpus;
        }

        var memory = await tool.AskAsync();
        return [.. gpus.Select(gpu => memory.TryGetValue(gpu.Address, out var known)
            ? gpu with { VramBytes = known.Total, VramUsedBytes = known.Used }
            : gpu)];
    }
}
