using System.Buffers;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>
/// Messages → the response's body, in the order they are given, whoever gives them. Nothing queues up here: a writer waits
/// for a client that does not read, and the call is reset when it waited too long.
/// </summary>
internal sealed class MessageWriter(HttpResponse response, bool compress, GrpcLimits limits, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ArrayBufferWriter<byte> _frame = new(256);

    /// <exception cref="ClientTooSlowException">The client did not read.</exception>
    public async ValueTask WriteAsync(IMessage message, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            Frame(message);
            var write = response.Body.WriteAsync(_frame.WrittenMemory, CancellationToken.None);
            if (write.IsCompleted)
            {
                await write;
            }
            else
            {
                await write.AsTask().WaitAsync(limits.WriteTimeout, time, cancellation);
            }
        }
        catch (TimeoutException)
        {
            throw new ClientTooSlowException();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private void Frame(IMessage message)
    {
        var length = message.CalculateSize();
        _frame.ResetWrittenCount();
        if (compress && length >= limits.CompressFromBytes)
        {
            Append(MessageCompression.Pack(message.ToByteArray()));
            return;
        }

        new MessageFrame(false, (uint)length).Write(_frame.GetSpan(MessageFrame.HeaderBytes));
        _frame.Advance(MessageFrame.HeaderBytes);
        message.WriteTo(_frame);
    }

    private void Append(byte[] packed)
    {
        new MessageFrame(true, (uint)packed.Length).Write(_frame.GetSpan(MessageFrame.HeaderBytes));
        _frame.Advance(MessageFrame.HeaderBytes);
        _frame.Write(packed);
    }
}

/// <summary>The client left messages unread for longer than <see cref="GrpcLimits.WriteTimeout"/>.</summary>
internal sealed class ClientTooSlowException : Exception;
