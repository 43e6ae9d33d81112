using Parley.Audio.Files;
using Parley.Failures;
using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Evaluation.Live;

/// <summary>Plays each clip into a live session of its own.</summary>
internal sealed class LiveClipRunner(ILiveSessions sessions, LivePlayer player, AudioFileLimits limits, TimeProvider time) : IClipRunner
{
    public async Task<Outcome<Heard>> RunAsync(Clip clip, CancellationToken cancellation)
    {
        var samples = await ClipAudio.LoadAsync(clip.Path, limits, time, cancellation);
        if (!samples.Succeeded)
        {
            return samples.Error;
        }

        var opened = await sessions.OpenAsync(clip.Language, cancellation);
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        await using var session = opened.Value;
        var played = await player.PlayAsync(session, samples.Value, cancellation);
        return played.Succeeded
            ? new Heard(played.Value.Text, (double)samples.Value.Length / ClipAudio.Rate, played.Value.Measure())
            : played.Error;
    }
}
