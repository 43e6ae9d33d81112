using Parley.Engine.Voices;
using Parley.Failures;
using Parley.Providers;
using Parley.Voices;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// Who speaks in one session. A voice profile is looked up once the session has begun, beside everything else: neither the
/// session nor what is heard in it waits for a database. Whatever keeps its voice away is told, and another voice speaks.
/// </summary>
/// <param name="plain">Who speaks where there is no profile, and where the profile is not to be had.</param>
/// <param name="profile">Id or name; null: none.</param>
/// <param name="patience">How long a profile may take to be found.</param>
internal sealed class ConversationVoice(ReplyVoice plain, string? profile, VoiceSelector? selector, TimeSpan patience, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task<ReplyVoice>? _found;

    public string? Profile => profile;

    /// <summary>Looks it up, if that was not begun before.</summary>
    /// <param name="tell">Takes a notice's code and its message.</param>
    public Task<ReplyVoice> FindAsync(Action<string, string> tell, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _found ??= profile is null || selector is null
                ? Task.FromResult(plain)
                : Task.Run(() => FindAsync(profile, selector, tell), CancellationToken.None);
        }

        return _found.WaitAsync(cancellation);
    }

    private async Task<ReplyVoice> FindAsync(string wanted, VoiceSelector from, Action<string, string> tell)
    {
        var chosen = await ChooseAsync(wanted, from).ConfigureAwait(false);
        if (!chosen.Succeeded)
        {
            tell(chosen.Error.Code, $"{chosen.Error.Message} The server's own voice speaks instead.");
            return plain;
        }

        if (chosen.Value.Fallback is { } other)
        {
            tell(ChosenVoice.FallbackCode, $"No engine here speaks with the voice of a profile; the nearest voice speaks: {other}.");
        }

        return new ReplyVoice(chosen.Value.Synthesizer, chosen.Value.Voice) { Sample = chosen.Value.Sample };
    }

    private async Task<Outcome<ChosenVoice>> ChooseAsync(string wanted, VoiceSelector from)
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            return await from.ChooseAsync(wanted, null, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A store of somebody else's may fail with anything; the session goes on.
        catch (Exception)
#pragma warning restore CA1031
        {
            return VoiceErrors.Unavailable;
        }
    }
}

/// <summary>Who speaks, and how.</summary>
/// <param name="Voice">As the synthesiser knows it; null: one that fits the text.</param>
internal sealed record ReplyVoice(ISynthesizer Synthesizer, string? Voice)
{
    /// <summary>Whose voice it is, where the synthesiser clones.</summary>
    public VoiceSample? Sample { get; init; }
}
