using System.Buffers.Binary;
using System.Threading.Channels;
using Parley.Audio.Resampling;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// The spoken part of a reply: sentence after sentence to samples, and samples to events, a piece at a time and at most
/// <see cref="ConversationLimits.AudioAhead"/> before they are played. A voice that fails leaves the text.
/// </summary>
internal sealed class ReplySpeech
{
    private readonly Reply _reply;
    private readonly ConversationPlan _plan;
    private readonly ConversationStage _stage;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Lock _gate = new();
    private readonly Playback _playback;
    private readonly SpokenReply _spoken;
    private readonly short[] _piece;
    private TaskCompletionSource _changed = NewSignal();
    private bool _paused;
    private bool _mute;
    private bool _voiced;
    private int _filled;

    public ReplySpeech(Reply reply, ConversationPlan plan, ConversationStage stage, TimeProvider time)
    {
        (_reply, _plan, _stage, _time) = (reply, plan, stage, time);
        _began = time.GetTimestamp();
        (_playback, _spoken) = (new Playback(Rate), new SpokenReply(Rate));
        _mute = !plan.Options.Speak;
        _piece = new short[(int)(plan.Limits.AudioPiece.TotalSeconds * Rate)];
    }

    /// <summary>What of the text was played, as of the last <see cref="Advance"/>.</summary>
    public string Heard
    {
        get
        {
            lock (_gate)
            {
                return _spoken.UpTo(_playback.Played);
            }
        }
    }

    /// <summary>What of the text is where in its audio, as far as it was sent.</summary>
    public SaidAudio Said
    {
        get
        {
            lock (_gate)
            {
                return new SaidAudio(_spoken.Copy(), _playback.Sent, Rate);
            }
        }
    }

    private int Rate => _plan.Options.Rate;

    /// <summary>How far it is played now, samples.</summary>
    public long Advance()
    {
        lock (_gate)
        {
            _playback.Advance(_time.GetElapsedTime(_began));
            return _playback.Played;
        }
    }

    /// <summary>Holds it, or lets it go on; returns how far it is played.</summary>
    public long Pause(bool paused)
    {
        var played = Advance();
        lock (_gate)
        {
            _paused = paused;
            _playback.Pause(paused);
            Wake();
        }

        return played;
    }

    /// <summary>The client says how far it is; false: it cannot be there.</summary>
    public bool Report(long position)
    {
        Advance();
        lock (_gate)
        {
            Wake();
            return _playback.Report(position);
        }
    }

    /// <summary>Completes when everything was spoken and played.</summary>
    public async Task RunAsync(ChannelReader<string> sentences, CancellationToken cancellation)
    {
        await foreach (var sentence in sentences.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            Under(() => _spoken.Begin(sentence));
            if (!_mute)
            {
                await SpeakAsync(sentence, cancellation).ConfigureAwait(false);
            }

            Under(_spoken.End);
        }

        while (Left() is { } left)
        {
            await WaitAsync(left, cancellation).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SpeakAsync(string sentence, CancellationToken cancellation)
    {
        var begun = _time.GetTimestamp();
        var voice = await _plan.Voice.FindAsync(_stage.Tell, cancellation).ConfigureAwait(false);
        using var resampler = Resampler.Create(voice.Synthesizer.Capabilities.Rate, Rate);
        var request = new SynthesisRequest(sentence.Trim()) { Voice = voice.Voice, Sample = voice.Sample, Speed = _plan.Options.Speed };
        var spoken = voice.Synthesizer.SpeakAsync(request, cancellation).GetAsyncEnumerator(cancellation);
        await using var patient = new PatientEnumerator<Outcome<ReadOnlyMemory<short>>>(spoken, _plan.Limits.VoicePatience, _time);
        try
        {
            // The piece after this one is asked for before this one is sent: how long a sentence is, is known the sooner.
            for (var more = await patient.NextAsync(cancellation).ConfigureAwait(false); more;)
            {
                var samples = Resampled(resampler, patient.Current.ValueOrThrow().Span);
                more = await patient.NextAsync(cancellation).ConfigureAwait(false);
                if (!_voiced)
                {
                    _voiced = true;
                    _stage.Voiced(_time.GetElapsedTime(begun));
                }

                await AddAsync(more ? samples : [.. samples, .. Rest(resampler)], whole: !more, cancellation).ConfigureAwait(false);
            }
        }
        catch (ParleyException failed)
        {
            _mute = true;
            _stage.Complain("voice_failed", $"The reply goes on in writing: {failed.Error.Message}", null);
        }

        await SendAsync(cancellation).ConfigureAwait(false);
    }

    private static float[] Resampled(Resampler resampler, ReadOnlySpan<short> samples)
    {
        var input = new float[samples.Length];
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = samples[i] / 32_768f;
        }

        var output = new float[resampler.MaxOutput(input.Length)];
        return output[..resampler.Process(input, output)];
    }

    private static float[] Rest(Resampler resampler)
    {
        var rest = new List<float>();
        var block = new float[1_024];
        for (var count = resampler.Flush(block); count > 0; count = resampler.Flush(block))
        {
            rest.AddRange(block.AsSpan(0, count));
        }

        return [.. rest];
    }

    /// <summary>How long until all that was sent is played; null: it is.</summary>
    private TimeSpan? Left()
    {
        Advance();
        lock (_gate)
        {
            return _playback.Ahead > TimeSpan.Zero ? _paused ? Timeout.InfiniteTimeSpan : _playback.Ahead : null;
        }
    }

    private async ValueTask AddAsync(float[] samples, bool whole, CancellationToken cancellation)
    {
        Under(() =>
        {
            _spoken.Add(samples.Length);
            if (whole)
            {
                _spoken.End();
            }
        });
        foreach (var sample in samples)
        {
            _piece[_filled++] = (short)Math.Clamp(MathF.Round(sample * 32_768f), short.MinValue, short.MaxValue);
            if (_filled == _piece.Length)
            {
                await SendAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends what is filled of the piece, when its time has come.</summary>
    private async ValueTask SendAsync(CancellationToken cancellation)
    {
        if (_filled == 0)
        {
            return;
        }

        var data = new byte[_filled * ReplyAudio.SampleBytes];
        for (var i = 0; i < _filled; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(i * ReplyAudio.SampleBytes), _piece[i]);
        }

        _filled = 0;
        while (true)
        {
            TimeSpan? wait = null;
            if (!_stage.Say(_reply, () => Next(data, out wait)))
            {
                throw new OperationCanceledException(cancellation);
            }

            if (wait is not { } time)
            {
                return;
            }

            await WaitAsync(time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The event, or how long to wait for it.</summary>
    private ReplyAudio? Next(byte[] data, out TimeSpan? wait)
    {
        Advance();
        lock (_gate)
        {
            var samples = data.Length / ReplyAudio.SampleBytes;
            var early = _playback.Ahead + TimeSpan.FromSeconds((double)samples / Rate) - _plan.Limits.AudioAhead;
            wait = _paused ? Timeout.InfiniteTimeSpan : early > TimeSpan.Zero ? early : null;
            if (wait is not null)
            {
                return null;
            }

            var position = _playback.Sent;
            _playback.Send(samples);
            return new ReplyAudio(_reply.Number, position, Rate, data);
        }
    }

    /// <summary>Waits so long, or until the reply is held, let go or reported on.</summary>
    private async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        Task changed;
        lock (_gate)
        {
            changed = _changed.Task;
            if (_paused)
            {
                time = Timeout.InfiniteTimeSpan;
            }
        }

        // No less than the clock can tell, lest it spins.
        var least = TimeSpan.FromMilliseconds(1);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(time < least && time >= TimeSpan.Zero ? least : time, _time, over.Token), changed).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private void Under(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}
