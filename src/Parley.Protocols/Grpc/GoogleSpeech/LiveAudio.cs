using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.Grpc.Recordings;

namespace Parley.Protocols.Grpc.GoogleSpeech;

/// <summary>The bytes of a stream → a session's audio, wherever the client cut them. One caller at a time.</summary>
internal abstract class LiveAudio : IAsyncDisposable
{
    /// <summary>Audio given to the session at a time.</summary>
    protected const double PieceSeconds = 0.5;

    /// <summary>Whether the stream is a WAV file, whatever was declared.</summary>
    public static bool IsWave(ReadOnlySpan<byte> head) => head.StartsWith("RIFF"u8);

    /// <summary>Why the session's audio ended before its time, if it did; set before the session's end.</summary>
    public virtual ParleyError? Broken => null;

    /// <summary>Takes what came, and holds the caller back while there is too much; an error ends the stream.</summary>
    public abstract ValueTask<ParleyError?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>No more will come: everything reaches the session, and then its end.</summary>
    public abstract ValueTask<ParleyError?> EndAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>Bare samples: what is left of one message belongs to the next.</summary>
internal sealed class BareLiveAudio(Session session, AudioFormat format) : LiveAudio
{
    private readonly int _frame = (format.Encoding == AudioEncoding.S16Le ? 2 : 1) * format.Channels;
    private byte[] _left = [];

    public override async ValueTask<ParleyError?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_left.Length > 0)
        {
            bytes = (byte[])[.. _left, .. bytes.Span];
        }

        var whole = bytes.Length / _frame * _frame;
        _left = bytes[whole..].ToArray();
        var piece = (int)(format.Rate * PieceSeconds) * _frame;
        for (var at = 0; at < whole; at += piece)
        {
            var held = await session.AppendAsync(bytes[at..Math.Min(whole, at + piece)], null, cancellation);
            if (held.Error is { Code: not ErrorCodes.SessionEnded } refused)
            {
                return refused;
            }
        }

        return null;
    }

    public override ValueTask<ParleyError?> EndAsync()
    {
        session.EndInput();
        return new((ParleyError?)null);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A recording that is being spoken: FLAC, MP3, Ogg, WebM or WAV, decoded as it arrives.</summary>
internal sealed class ContainedLiveAudio : LiveAudio
{
    /// <summary>Bytes that may wait for the decoder.</summary>
    private const int MaxWaiting = 256 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: MaxWaiting, resumeWriterThreshold: MaxWaiting / 2, useSynchronizationContext: false));
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<ParleyError?> _decoding;
    private ParleyError? _broken;

    /// <param name="accept">Judges what the content was recognised as.</param>
    public ContainedLiveAudio(Session session, RecordingTools tools, Func<string, ParleyError?> accept) =>
        _decoding = Task.Run(() => DecodeAsync(session, tools, accept));

    public override ParleyError? Broken => Volatile.Read(ref _broken);

    public override async ValueTask<ParleyError?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var written = await _pipe.Writer.WriteAsync(bytes, cancellation);
        return written.IsCompleted ? await _decoding : null;
    }

    public override async ValueTask<ParleyError?> EndAsync()
    {
        await _pipe.Writer.CompleteAsync();
        return await _decoding;
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pipe.Writer.CompleteAsync();
        await ((Task)_decoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<ParleyError?> DecodeAsync(Session session, RecordingTools tools, Func<string, ParleyError?> accept)
    {
        try
        {
            await using var input = _pipe.Reader.AsStream();
            var opened = await AudioFile.OpenLiveAsync(input, tools.Limits, tools.Decoders, tools.Time, _stop.Token);
            if (!opened.Succeeded)
            {
                return Break(opened.Error);
            }

            await using var source = opened.Value;
            return Break(accept(source.Container) ?? await FeedAsync(session, source));
        }
        finally
        {
            session.EndInput();
        }
    }

    private ParleyError? Break(ParleyError? error)
    {
        Volatile.Write(ref _broken, error);
        return error;
    }

    private async Task<ParleyError?> FeedAsync(Session session, IAudioSource source)
    {
        var samples = new float[(int)(AudioFormat.Engine.Rate * PieceSeconds)];
        var bytes = new byte[samples.Length * sizeof(float)];
        while (true)
        {
            var read = await source.ReadAsync(samples, _stop.Token);
            if (!read.Succeeded || read.Value == 0)
            {
                return read.Error;
            }

            MemoryMarshal.AsBytes(samples.AsSpan(0, read.Value)).CopyTo(bytes);
            if ((await session.AppendAsync(bytes.AsMemory(0, read.Value * sizeof(float)), null, _stop.Token)).Error is { } refused)
            {
                return refused.Code is ErrorCodes.SessionEnded ? null : refused;
            }
        }
    }
}
