using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Parley.Audio.Files;
using Parley.Engine.Voices;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Providers;
using Parley.Voices;

namespace Parley.Protocols.Voices;

/// <summary>Makes a profile of an upload: 1. it is received, 2. decoded and listened to, 3. and who speaks is told in numbers, where a model does that.</summary>
internal sealed class VoiceProfileIntake(
    VoiceSampleStudy study, DecoderSlots decoders, ProtocolOptions options, TimeProvider time, ISpeakerEmbedder? embedder = null, VoiceMetrics? metrics = null)
{
    private readonly Places _uploads =
        new(options.Voices.MaxUploads, $"The server listens to {options.Voices.MaxUploads} recordings of voices, its limit.", options.Voices.RetryAfter);

    /// <exception cref="ParleyException">What is to be answered instead.</exception>
    public async Task<(VoiceProfile Profile, VoiceSample Sample)> TakeAsync(HttpContext context)
    {
        try
        {
            using var place = _uploads.Take().ValueOrThrow();
            var made = await MakeAsync(context, context.RequestAborted);
            metrics?.Heard(null);
            return made;
        }
        catch (ParleyException refused)
        {
            metrics?.Heard(refused.Error.Code);
            throw;
        }
    }

    private async Task<(VoiceProfile Profile, VoiceSample Sample)> MakeAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            // The form has a limit of its own.
            body.MaxRequestBodySize = null;
        }

        // 1. Receive.
        using var form = await VoiceProfileForm.ReadAsync(context.Request, options.Voices.Audio.MaxBytes, cancellation);

        // 2. Listen.
        var opened = await AudioFile.OpenAsync(form.Recording.Read(), options.Voices.Audio, decoders, time, cancellation);
        await using var recording = opened.ValueOrThrow();
        var studied = (await study.StudyAsync(recording, cancellation)).ValueOrThrow();

        // 3. Tell apart.
        var embedding = embedder is null ? null : (await embedder.EmbedAsync(studied.Mono16k, cancellation)).ValueOrThrow();
        var id = VoiceProfile.IdPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
        var profile = new VoiceProfile(id, form.Name, time.GetUtcNow(), studied.Quality)
        {
            Language = form.Language,
            Text = form.Text,
            Embedding = embedding,
        };
        return (profile, studied.ToSample(form.Text));
    }
}
