using Parley.Events;
using Parley.Failures;

namespace Parley.Server.Evaluation.Live;

/// <summary>Opens live sessions, in this process or on a server.</summary>
internal interface ILiveSessions
{
    /// <summary>A session that takes 16-bit samples, one channel at 16 kHz; or why there is none.</summary>
    Task<Outcome<ILiveSession>> OpenAsync(string language, CancellationToken cancellation);
}

/// <summary>One live session as its client sees it.</summary>
internal interface ILiveSession : IAsyncDisposable
{
    /// <summary>Sends samples, little endian.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> samples, CancellationToken cancellation);

    /// <summary>No more audio.</summary>
    ValueTask EndAsync(CancellationToken cancellation);

    /// <summary>Everything the session says, to its end.</summary>
    /// <exception cref="ParleyException">The session failed.</exception>
    IAsyncEnumerable<SessionEvent> ReadAsync(CancellationToken cancellation);
}
