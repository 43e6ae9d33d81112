using System.Runtime.InteropServices;
using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Events;
using Parley.Failures;

namespace Parley.Protocols.Grpc.Recordings;

/// <summary>A recording that came in one message, recognised whole.</summary>
/// <param name="Finals">In their order.</param>
internal sealed record WholeRecording(IReadOnlyList<TranscriptFinal> Finals, string Model, TimeSpan Duration)
{
    /// <summary>All of it.</summary>
    public string Text => Finals.Aggregate("", (text, final) => text + UnspacedScripts.Separator(text, final.Text) + final.Text);

    /// <param name="accept">Judges what the content was recognised as, before any of it is decoded; null: anything goes.</param>
    public static async Task<Outcome<WholeRecording>> RecogniseAsync(
        RecordingTools tools,
        ReadOnlyMemory<byte> recording,
        FileTranscriptionOptions options,
        Func<IAudioSource, ParleyError?>? accept,
        CancellationToken cancellation)
    {
        try
        {
            using var bytes = Open(recording);
            await using var source = (await AudioFile.OpenAsync(bytes, tools.Limits, tools.Decoders, tools.Time, cancellation)).ValueOrThrow();
            if (accept?.Invoke(source) is { } refused)
            {
                return refused;
            }

            await using var transcription = FileTranscription.Start(tools.Hub, source, options).ValueOrThrow();
            var finals = new List<TranscriptFinal>();
            await foreach (var final in transcription.ReadAsync(cancellation))
            {
                finals.Add(final);
            }

            return new WholeRecording(finals, transcription.Model, transcription.Duration);
        }
        catch (ParleyException failed)
        {
            return failed.Error;
        }
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> recording) => MemoryMarshal.TryGetArray(recording, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(recording.ToArray(), writable: false);
}

/// <summary>What recordings are recognised with.</summary>
internal sealed record RecordingTools(SessionHub Hub, AudioFileLimits Limits, DecoderSlots Decoders, TimeProvider Time);
