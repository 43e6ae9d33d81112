using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Parley.Audio;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.HttpSessions;

/// <summary>
/// A request whose body is audio of any length: it goes to the session as it arrives, and the client is held back while
/// the session has too much to do. While it lasts, the request is the session's speaker.
/// </summary>
internal sealed class AudioUpload(HttpContext context, Session session, SessionProtocolOptions limits, TimeProvider time)
{
    /// <summary>Bytes handed to the session at once; whole samples of every format.</summary>
    private const int Piece = 32 * 1024;

    private readonly AudioFormat _format = session.Options.Input;
    private long? _position;
    private bool _takenOver;

    /// <summary>Returns what is wrong with the audio, or null when all of it is held. What came before stays.</summary>
    public async Task<ParleyError?> RunAsync(long? position)
    {
        _position = position;
        if (session.State != SessionState.Active)
        {
            return session.Departure ?? HttpSessionErrors.Ended;
        }

        Unbind();
        using var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var gone = context.RequestAborted.Register(stop.Cancel);
        var attached = await session.AttachAsync(() => Lose(stop), context.RequestAborted);
        if (!attached.Succeeded)
        {
            return attached.Error;
        }

        using var attachment = attached.Value;
        try
        {
            return _format.Encoding == AudioEncoding.Opus
                ? await ReadPacketAsync(attachment, stop)
                : await ReadSamplesAsync(attachment, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return _takenOver ? SessionErrors.TakenOver : HttpSessionErrors.Idle(limits.IdleTimeout);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
            return null;
        }
        catch (IOException broken)
        {
            return HttpSessionErrors.Broken(broken);
        }
    }

    private static int SampleBytes(AudioEncoding encoding) => encoding switch
    {
        AudioEncoding.S16Le => 2,
        AudioEncoding.F32Le => 4,
        _ => 1,
    };

    /// <summary>How much may come, and how slowly, is decided here.</summary>
    private void Unbind()
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private void Lose(CancellationTokenSource stop)
    {
        Volatile.Write(ref _takenOver, true);
        stop.Cancel();
    }

    private async Task<ParleyError?> ReadSamplesAsync(Attachment attachment, CancellationTokenSource stop)
    {
        var frame = SampleBytes(_format.Encoding) * _format.Channels;
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (var held = 0; ;)
            {
                var read = await ReadAsync(piece.AsMemory(held, Piece - held), stop);
                if (read == 0)
                {
                    // Part of a sample, which is refused, or nothing.
                    return await AppendAsync(attachment, piece.AsMemory(0, held));
                }

                // What follows may never come: the whole samples are handed on, and the rest of one waits for its other bytes.
                held += read;
                var rest = held % frame;
                if (await AppendAsync(attachment, piece.AsMemory(0, held - rest)) is { } refusal)
                {
                    return refusal;
                }

                piece.AsSpan(held - rest, rest).CopyTo(piece);
                held = rest;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private async Task<ParleyError?> ReadPacketAsync(Attachment attachment, CancellationTokenSource stop)
    {
        var packet = new byte[Piece + 1];
        var held = 0;
        while (held < packet.Length && await ReadAsync(packet.AsMemory(held), stop) is var read && read > 0)
        {
            held += read;
        }

        return held > Piece ? HttpSessionErrors.PacketTooLarge(Piece) : await AppendAsync(attachment, packet.AsMemory(0, held));
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationTokenSource stop)
    {
        stop.CancelAfter(limits.IdleTimeout);
        var read = await context.Request.Body.ReadAsync(buffer, stop.Token);
        stop.CancelAfter(Timeout.InfiniteTimeSpan);
        return read;
    }

    private async ValueTask<ParleyError?> AppendAsync(Attachment attachment, ReadOnlyMemory<byte> audio)
    {
        if (audio.IsEmpty)
        {
            return null;
        }

        var position = _position;
        _position = null;
        var refusal = (await attachment.AppendAsync(audio, position)).Error;

        // The audio of a session that goes on elsewhere has ended only here.
        return refusal is { Code: ErrorCodes.SessionEnded } ? session.Departure ?? refusal : refusal;
    }
}
