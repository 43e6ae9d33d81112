using Parley.Providers;
using Parley.Voices;

namespace Parley.Engine.Voices;

/// <summary>
/// Which voice of a synthesiser comes nearest to a profile: one that speaks its language, or any language, and of those the
/// one whose pitch is nearest, as a musician counts. Voices whose pitch nobody knows come after those that are known.
/// </summary>
internal static class NearestVoice
{
    /// <summary>What an unknown pitch counts as: further away than any voice from another.</summary>
    private const double Unknown = 10;

    /// <returns>A name that a request may use; null: the synthesiser's own choice.</returns>
    public static string? Of(SynthesizerCapabilities synthesizer, VoiceProfile profile) =>
        Candidates(synthesizer, profile.Language).MinBy(voice => Distance(voice.PitchHz, profile.Quality.PitchHz))?.Name;

    /// <summary>Variants first: they speak whatever language the text is written in.</summary>
    private static IEnumerable<SynthesisVoice> Candidates(SynthesizerCapabilities synthesizer, string? language)
    {
        if (synthesizer.Variants.Count > 0)
        {
            return synthesizer.Variants;
        }

        var fitting = synthesizer.Voices.Where(voice => language is null || Speaks(voice, language)).ToList();
        return fitting.Count > 0 ? fitting : synthesizer.Voices;
    }

    private static bool Speaks(SynthesisVoice voice, string language) =>
        Same(Primary(voice.Language), SynthesisVoice.AnyLanguage) || Same(Primary(voice.Language), Primary(language));

    private static double Distance(double? voice, double? wanted) =>
        wanted is null ? 0 : voice is null ? Unknown : Math.Abs(Math.Log2(voice.Value / wanted.Value));

    private static string Primary(string language) => language.Split('-')[0];

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
