using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.History;

namespace Parley.Engine.History;

/// <summary>
/// One session that is kept: 1. its events are read as any reader reads them, 2. what is worth keeping is noted, 3. when it
/// is over and its audio is written, so is its end. Nothing of it makes the session wait.
/// </summary>
internal sealed class SessionRecording(ConversationHead head, HistoryWriter writer, TimeProvider time, AudioTap? audio)
{
    /// <summary>How often the size of the audio is noted while it grows.</summary>
    private static readonly TimeSpan AudioNoteEvery = TimeSpan.FromSeconds(10);

    private readonly NoteTaker _notes = new(head);
    private EventLog? _events;
    private int _told;
    private int _stopped;
    private bool _elsewhere;

    public string Id => head.Key.Id;

    public AudioTap? Audio => audio;

    /// <summary>Whether anything was noted.</summary>
    public bool Empty => _notes.Turns == 0;

    /// <summary>The session goes on at another node.</summary>
    public bool Elsewhere => _elsewhere;

    public bool Stopped => Volatile.Read(ref _stopped) == 1;

    /// <summary>Nothing more of it is to be kept.</summary>
    public void Stop() => Interlocked.Exchange(ref _stopped, 1);

    /// <summary>Whoever reads the session learns first that it is kept.</summary>
    public void Announce(EventLog events)
    {
        Interlocked.Exchange(ref _events, events);
        events.Append(new Notice("history_on", audio is null ? "What is said here is kept as text." : "What is said here is kept as text and audio."));
        if (writer.Fault is { } fault)
        {
            Tell(fault);
        }
    }

    /// <summary>Reads the session to its end.</summary>
    public async Task FollowAsync(Session session)
    {
        await ReadAsync(session).ConfigureAwait(false);

        if (audio is not null)
        {
            // A session that broke off has ended its audio as well as one that ended.
            audio.End();
            await audio.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!Stopped)
        {
            NoteAudio();
            if (_notes.End is { } end)
            {
                writer.Add(end);
            }
        }
    }

    /// <summary>Whoever reads the session learns that it is not kept now, and when it is again.</summary>
    public void Tell(ParleyError? fault)
    {
        if (Volatile.Read(ref _events) is not { } events || Interlocked.Exchange(ref _told, fault is null ? 0 : 1) == (fault is null ? 0 : 1))
        {
            return;
        }

        events.Append(fault is null
            ? new Notice("history_restored", "What is said is kept again.")
            : new Notice("history_degraded", "What is said may not be kept now: the server cannot write its history. The session goes on."));
    }

    /// <summary>As <see cref="Tell"/>, about the audio alone.</summary>
    public void TellAudio(bool failing) => Volatile.Read(ref _events)?.Append(failing
        ? new Notice("history_audio_degraded", "Audio cannot be kept now: the server cannot write its file. The session goes on.")
        : new Notice("history_audio_restored", "Audio is kept again."));

    private async Task ReadAsync(Session session)
    {
        var after = 0L;
        var noted = time.GetTimestamp();
        while (true)
        {
            try
            {
                await foreach (var logged in session.Events.ReadAsync(after).ConfigureAwait(false))
                {
                    after = logged.Sequence;
                    if (_notes.Take(logged, session.Received * 1_000 / session.Options.Input.Rate, time.GetUtcNow()) is { } note && !Stopped)
                    {
                        writer.Add(note);
                    }

                    if (audio is not null && time.GetElapsedTime(noted) >= AudioNoteEvery)
                    {
                        noted = time.GetTimestamp();
                        NoteAudio();
                    }
                }

                return;
            }
            catch (ParleyException gone) when (gone.Error.Code is ErrorCodes.EventsGone)
            {
                writer.Mark(head);
                after = session.Events.First - 1;
            }
            catch (ParleyException)
            {
                _elsewhere = true;
                return;
            }
        }
    }

    private void NoteAudio()
    {
        if (Stopped)
        {
            return;
        }

        if (audio is { Bytes: > 0 and var bytes })
        {
            writer.Add(new AudioNote(head, bytes));
        }

        if (audio is { Lossy: true })
        {
            writer.Add(new LossNote(head));
        }
    }
}
