using System.Collections.Concurrent;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.History;

namespace Parley.Engine.History;

/// <summary>Follows every session that is to be kept.</summary>
public sealed class HistoryRecorder
{
    private readonly HistoryOptions _options;
    private readonly HistoryWriter _writer;
    private readonly IAudioShelf _shelf;
    private readonly HistoryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, SessionRecording> _recordings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _following = new();

    public HistoryRecorder(HistoryOptions options, HistoryWriter writer, IAudioShelf shelf, HistoryMetrics metrics, TimeProvider time)
    {
        (_options, _writer, _shelf, _metrics, _time) = (options, writer, shelf, metrics, time);
        writer.Changed += fault =>
        {
            foreach (var recording in _recordings.Values)
            {
                recording.Tell(fault);
            }
        };
    }

    /// <summary>Why nothing can be kept now; null: it can.</summary>
    public ParleyError? Fault => _writer.Fault;

    public void Start() => _writer.Start();

    /// <summary>Ends after what is known of the sessions is written, or the time is over.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        var began = _time.GetTimestamp();
        await Task.WhenAll(_following.Keys).WaitAsync(patience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var left = patience - _time.GetElapsedTime(began);
        await _writer.StopAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero).ConfigureAwait(false);
    }

    /// <summary>Nothing more of this session is kept, and its audio is closed.</summary>
    public async Task ForgetAsync(string id)
    {
        if (_recordings.TryGetValue(id, out var recording))
        {
            recording.Stop();
            recording.Audio?.End();
            await (recording.Audio?.Completion ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether a session is being kept here now.</summary>
    public bool Records(string id) => _recordings.ContainsKey(id);

    internal ParleyError? Refusal(SessionOptions options) => _options.Decide(options.History).Error;

    /// <summary>What is to be kept of a session that begins, or goes on here; null: nothing.</summary>
    internal SessionRecording? Begin(string id, SessionOptions options, string model)
    {
        if (_options.Decide(options.History) is not { Value: { Text: true } kept })
        {
            return null;
        }

        var head = new ConversationHead(new ConversationKey(ConversationHead.DefaultTenant, id), _time.GetUtcNow())
        {
            Language = options.Language, Model = model, Protocol = options.Protocol, Metadata = options.Metadata,
        };
        SessionRecording? recording = null;
        var audio = kept.Audio
            ? new AudioTap(id, options.Input.Rate, _shelf, _options, _metrics, failing => Volatile.Read(ref recording)?.TellAudio(failing))
            : null;
        Volatile.Write(ref recording, new SessionRecording(head, _writer, _time, audio));
        return recording;
    }

    /// <summary>Keeps the session, beside it.</summary>
    internal void Follow(SessionRecording recording, Session session)
    {
        _recordings[recording.Id] = recording;
        recording.Announce(session.Events);
        var following = Task.Run(() => FollowAsync(recording, session));
        _following[following] = true;
        _ = following.ContinueWith(over => _following.TryRemove(over, out _), TaskScheduler.Default);
    }

    private async Task FollowAsync(SessionRecording recording, Session session)
    {
        try
        {
            await KeepAsync(recording, session).ConfigureAwait(false);
        }
        finally
        {
            // Last: who is not recorded has no file that grows or goes.
            _recordings.TryRemove(KeyValuePair.Create(recording.Id, recording));
        }
    }

    private async Task KeepAsync(SessionRecording recording, Session session)
    {
        try
        {
            await recording.FollowAsync(session).ConfigureAwait(false);
        }
        finally
        {
            if (recording is { Empty: true, Elsewhere: false, Audio: not null })
            {
                // Nothing was said in it: it is no conversation.
                _shelf.Remove(recording.Id);
            }
        }
    }
}
