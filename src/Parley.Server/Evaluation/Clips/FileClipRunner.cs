using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Failures;

namespace Parley.Server.Evaluation.Clips;

/// <summary>Transcribes each clip as a recorded file.</summary>
/// <param name="template">Everything but the language.</param>
internal sealed class FileClipRunner(
    SessionHub hub, FileTranscriptionOptions template, AudioFileLimits limits, TimeProvider time) : IClipRunner
{
    public async Task<Outcome<Heard>> RunAsync(Clip clip, CancellationToken cancellation)
    {
        var opened = ClipAudio.Open(clip.Path);
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        await using var stream = opened.Value;
        var recording = await AudioFile.OpenAsync(stream, limits, time, cancellation);
        if (!recording.Succeeded)
        {
            return recording.Error;
        }

        await using var source = recording.Value;
        var started = FileTranscription.Start(hub, source, template with { Language = clip.Language });
        if (!started.Succeeded)
        {
            return started.Error;
        }

        await using var transcription = started.Value;
        try
        {
            var texts = new List<string>();
            await foreach (var final in transcription.ReadAsync(cancellation))
            {
                texts.Add(final.Text);
            }

            return new Heard(string.Join(' ', texts), transcription.Duration.TotalSeconds, null);
        }
        catch (ParleyException broken)
        {
            return broken.Error;
        }
    }
}
