using System.Buffers.Binary;
using Parley.Failures;
using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Evaluation.Live;

/// <summary>
/// Plays a clip into a live session as a microphone would: a frame of 20 ms is sent when its last sample has been
/// spoken, by an absolute clock, then silence until every utterance is closed and has its final.
/// </summary>
/// <param name="pace">Times real time.</param>
internal sealed class LivePlayer(TimeProvider time, double pace)
{
    /// <summary>Silence that is always sent: longer than any start of speech needs to be noticed.</summary>
    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(0.5);

    /// <summary>Silence after which finals that did not come are not waited for: an utterance without words has none.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(8);

    /// <summary>How long a session may take to end after its audio.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);

    private readonly byte[] _silence = new byte[SendClock.FrameSamples * sizeof(short)];

    public async Task<Outcome<LiveRecorder>> PlayAsync(ILiveSession session, short[] samples, CancellationToken cancellation)
    {
        var clock = new SendClock();
        var recorder = new LiveRecorder(clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var start = time.GetTimestamp();
        var listening = ListenAsync(session, recorder, start, stop.Token);
        try
        {
            await SendAsync(session, samples, clock, recorder, start, listening, cancellation);
            await session.EndAsync(cancellation);
            await listening.WaitAsync(EndTimeout, time, cancellation);
            return recorder.Error is { } error ? error : recorder;
        }
        catch (ParleyException failed)
        {
            return recorder.Error ?? failed.Error;
        }
        catch (TimeoutException)
        {
            return new ParleyError(ErrorCodes.Internal, $"The session did not end within {EndTimeout.TotalSeconds:0} s of its audio.");
        }
        finally
        {
            await stop.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(
        ILiveSession session, short[] samples, SendClock clock, LiveRecorder recorder, long start, Task listening, CancellationToken cancellation)
    {
        var frame = new byte[SendClock.FrameSamples * sizeof(short)];
        var spoken = (samples.Length + SendClock.FrameSamples - 1) / SendClock.FrameSamples;
        for (var index = 0; index < spoken || !Done(index - spoken, recorder); index++)
        {
            var due = Length(index + 1) / pace;
            var early = due - time.GetElapsedTime(start);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, time, cancellation);
            }

            if (listening.IsCompleted)
            {
                return;
            }

            clock.Send(time.GetElapsedTime(start), due);
            await session.SendAsync(index < spoken ? Fill(frame, samples, index) : _silence, cancellation);
        }
    }

    private static bool Done(int silentFrames, LiveRecorder recorder)
    {
        var silence = Length(silentFrames);
        return silence >= LeastSilence && recorder.Open == 0 && (recorder.Owed == 0 || silence >= MostSilence);
    }

    private static byte[] Fill(byte[] frame, short[] samples, int index)
    {
        for (var i = 0; i < SendClock.FrameSamples; i++)
        {
            var at = (index * SendClock.FrameSamples) + i;
            BinaryPrimitives.WriteInt16LittleEndian(frame.AsSpan(i * sizeof(short)), at < samples.Length ? samples[at] : (short)0);
        }

        return frame;
    }

    private async Task ListenAsync(ILiveSession session, LiveRecorder recorder, long start, CancellationToken cancellation)
    {
        await foreach (var said in session.ReadAsync(cancellation))
        {
            recorder.Hear(said, time.GetElapsedTime(start));
        }
    }

    private static TimeSpan Length(int frames) => TimeSpan.FromSeconds((double)frames * SendClock.FrameSamples / ClipAudio.Rate);
}
