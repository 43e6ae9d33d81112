using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Parley.Client;

/// <summary>
/// One live session: audio in, events out, over as many connections as it takes. What the server does not hold yet is kept
/// and sent again after a lost connection; each event comes once.
/// </summary>
public sealed class LiveSession : IAsyncDisposable
{
    private const int WaitingEvents = 1_024;
    private const int ChunkBytes = 16 * 1024;

    /// <summary>So often a session survives that the way to the server changed the bytes of a message.</summary>
    private const int MostBrokenFrames = 5;

    private readonly LiveSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly AudioRing _ring;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<LiveEvent> _events = Channel.CreateBounded<LiveEvent>(
        new BoundedChannelOptions(WaitingEvents) { SingleWriter = true });
    private readonly Task _running;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private Change? _change;
    private long _seen;
    private long _lostAt;
    private int _brokenFrames;

    private LiveSession(LiveSessionOptions options, TimeProvider time, Random random)
    {
        (_options, _time) = (options, time);
        _ring = new AudioRing((int)(options.Ring.TotalSeconds * options.Rate), options.FrameBytes);
        _backoff = new Backoff(options.FirstRetry, options.LongestRetry, random);
        _lostAt = time.GetTimestamp();
        _running = Task.Run(RunAsync);
    }

    /// <summary>The server's name for the session.</summary>
    public string? Id { get; private set; }

    /// <summary>How often the session was resumed on another connection.</summary>
    public int Resumes { get; private set; }

    /// <summary>Connects and starts a session.</summary>
    /// <param name="time">The clock of its waits; null: the system's.</param>
    /// <param name="random">Spreads its waits; null: one of its own.</param>
    /// <exception cref="LiveSessionException">The server cannot be reached, or refused the session.</exception>
    public static async Task<LiveSession> StartAsync(
        LiveSessionOptions options, TimeProvider? time = null, Random? random = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new LiveSession(options, time ?? TimeProvider.System, random ?? new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
        try
        {
            await session._begun.Task.WaitAsync(cancellation).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends whole frames of audio; waits while the ring is full of what the server does not hold.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> audio, CancellationToken cancellation = default)
    {
        if (audio.Length % _options.FrameBytes != 0)
        {
            throw new ArgumentException($"Audio comes in whole frames of {_options.FrameBytes} bytes.", nameof(audio));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        await _ring.WriteAsync(audio, either.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Changes the session while it runs, for what is sent from now on; changes are made one after another. Whoever cancels
    /// does not know whether it was changed.
    /// </summary>
    /// <returns>What holds then.</returns>
    /// <exception cref="LiveSessionException">It cannot be changed so, and everything stays as it was; or the session cannot go on.</exception>
    public async Task<SessionUpdated> UpdateAsync(SessionChange change, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        await _changing.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            var asked = new Change(Messages.Update(change));
            Volatile.Write(ref _change, asked);
            _ring.Mark();
            return await asked.Done.WaitAsync(either.Token).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _change, null);
            _ring.Unmark();
            _changing.Release();
        }
    }

    /// <summary>No more audio: the last finals follow, then the events end.</summary>
    public void End() => _ring.End();

    /// <summary>Every event, once and in order, until the session ends.</summary>
    /// <exception cref="LiveSessionException">The session could not go on.</exception>
    public IAsyncEnumerable<LiveEvent> ReadAsync(CancellationToken cancellation = default) => _events.Reader.ReadAllAsync(cancellation);

    /// <summary>Gives the session up, unless it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        _changing.Dispose();
    }

    /// <summary>
    /// 1. Connect and start, or resume; 2. send and read until the session or the connection ends; 3. after a lost
    /// connection wait a little, and so on for as long as the server waits.
    /// </summary>
    private async Task RunAsync()
    {
        LiveSessionException? failure = null;
        while (failure is null && !_stop.IsCancellationRequested)
        {
            try
            {
                if (await ConnectAsync().ConfigureAwait(false))
                {
                    break;
                }

                failure = await WaitAsync(new LiveSessionException("connection_lost", "The connection was lost.", retry: true)).ConfigureAwait(false);
            }
            catch (LiveSessionException told)
            {
                failure = told.Retry || IsBrokenOnTheWay(told) ? await WaitAsync(told).ConfigureAwait(false) : told;
            }
            catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException or JsonException)
            {
                failure = await WaitAsync(
                    new LiveSessionException("connection_lost", "The server cannot be reached.", retry: true, broken)).ConfigureAwait(false);
            }
        }

        if (failure is not null)
        {
            _begun.TrySetException(failure);
        }

        _begun.TrySetCanceled();
        _events.Writer.TryComplete(failure);
        Volatile.Read(ref _change)?.Refuse(failure ?? new LiveSessionException("session_ended", "The session has ended.", retry: false));
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>No frame that leaves here is invalid.</summary>
    private bool IsBrokenOnTheWay(LiveSessionException told) => told.Code is "invalid_frame" && _brokenFrames++ < MostBrokenFrames;

    /// <summary>Waits before the next attempt; what it returns says that there is none.</summary>
    private async Task<LiveSessionException?> WaitAsync(LiveSessionException cause)
    {
        var wait = cause.RetryAfter ?? _backoff.Next();
        if (Id is null || _time.GetElapsedTime(_lostAt) + wait > TimeSpan.FromSeconds(_options.ResumeWindowSeconds))
        {
            return cause;
        }

        await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }

    /// <summary>One connection's life; true when the session has ended.</summary>
    private async Task<bool> ConnectAsync()
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var opening = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(life.Token, opening.Token);
        using var link = await Link.OpenAsync(_options, Hello(), either.Token).ConfigureAwait(false);
        await BeginAsync(link, either.Token).ConfigureAwait(false);

        var sending = SendAsync(link, life.Token);
        try
        {
            return await ReadAsync(link, life.Token).ConfigureAwait(false);
        }
        finally
        {
            _lostAt = _time.GetTimestamp();
            await life.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private JsonObject Hello()
    {
        if (Id is not null)
        {
            return new JsonObject { ["type"] = "session.resume", ["session_id"] = Id, ["after"] = _seen };
        }

        return Messages.Start(_options);
    }

    private async Task BeginAsync(Link link, CancellationToken cancellation)
    {
        var said = await link.ReadAsync(cancellation).ConfigureAwait(false)
            ?? throw new WebSocketException("The server closed without a word.");
        switch (said.Type)
        {
            case "session.started":
                Id = said.Field("session_id");
                await TellAsync(said).ConfigureAwait(false);
                break;
            case "session.resumed":
                _ring.Rewind(said.Number("received"));
                Resumes++;
                break;
            case "error":
                throw LiveSessionException.Of(said);
        }

        _backoff.Reset();
        _begun.TrySetResult();
    }

    private async Task SendAsync(Link link, CancellationToken cancellation)
    {
        var buffer = new byte[ChunkBytes / _options.FrameBytes * _options.FrameBytes];
        for (var next = -1L; ;)
        {
            var (position, bytes, ended) = await _ring.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            if (bytes == 0 && !ended)
            {
                _ring.Pass();
                if (Volatile.Read(ref _change) is { } change)
                {
                    await link.SayAsync(change.Message, cancellation).ConfigureAwait(false);
                }

                continue;
            }

            if (bytes == 0)
            {
                await link.SayAsync(new JsonObject { ["type"] = "session.end" }, cancellation).ConfigureAwait(false);
                return;
            }

            if (position != next)
            {
                await link.SayAsync(new JsonObject { ["type"] = "audio.position", ["position"] = position }, cancellation).ConfigureAwait(false);
            }

            await link.SendAudioAsync(buffer.AsMemory(0, bytes), cancellation).ConfigureAwait(false);
            next = position + (bytes / _options.FrameBytes);
        }
    }

    private async Task<bool> ReadAsync(Link link, CancellationToken cancellation)
    {
        LiveSessionException? told = null;
        while (await link.ReadAsync(cancellation).ConfigureAwait(false) is { } said)
        {
            switch (said.Type)
            {
                case "ack":
                    _ring.Acknowledge(said.Number("received"));
                    break;
                case "reset":
                    _seen = said.Number("first") - 1;
                    break;
                case "error" when said.Sequence is null && Volatile.Read(ref _change) is { } change && Change.IsRefusedBy(said):
                    change.Refuse(LiveSessionException.Of(said));
                    break;
                case "error" when said.Sequence is null:
                    // What was said right before a close explains it; what the session survived does not.
                    told = LiveSessionException.Of(said);
                    break;
                default:
                    told = null;
                    break;
            }

            await TellAsync(said).ConfigureAwait(false);
            if (said is SessionUpdated updated)
            {
                Volatile.Read(ref _change)?.Accept(updated);
            }

            if (said.Type is "session.ended")
            {
                await link.CloseAsync(cancellation).ConfigureAwait(false);
                return true;
            }
        }

        return told is null ? false : throw told;
    }

    private async ValueTask TellAsync(LiveEvent said)
    {
        if (said.Sequence is { } sequence)
        {
            if (sequence <= _seen)
            {
                return;
            }

            _seen = sequence;
        }

        await _events.Writer.WriteAsync(said, _stop.Token).ConfigureAwait(false);
    }
}
