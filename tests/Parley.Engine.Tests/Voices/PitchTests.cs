using Parley.Engine.Voices;
using Parley.Testing;

namespace Parley.Engine.Tests.Voices;

public sealed class PitchTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(110)]
    [InlineData(180)]
    [InlineData(240)]
    [InlineData(320)]
    public void A_voice_is_as_high_as_its_first_harmonic(int hertz)
    {
        // The harmonics of a vowel: the second is louder than the first.
        var voice = Enumerable.Range(0, 2 * Spoken.Rate)
            .Select(at => (float)Enumerable.Range(1, 8).Sum(n => (n == 2 ? 0.4 : 0.2 / n) * Math.Sin(2 * Math.PI * n * hertz * at / Spoken.Rate)))
            .ToArray();
        Assert.Equal(hertz, Pitch.Of(voice, Spoken.Rate)!.Value, hertz * 0.03);
    }

    [Fact]
    public void Noise_has_no_pitch() => Assert.Null(Pitch.Of(VoiceRecording.Of(2, level: 0, noise: 0.5f), Spoken.Rate));

    [Fact]
    public void Too_little_has_no_pitch() => Assert.Null(Pitch.Of(VoiceRecording.Of(1).AsSpan(0, 1_000), Spoken.Rate));
}
