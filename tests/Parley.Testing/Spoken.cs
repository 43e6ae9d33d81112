using Parley.Events;

namespace Parley.Testing;

/// <summary>
/// Audio that a test can read: each word is a quarter of a second of a level of its own, the sign turning from word to
/// word. <see cref="ScriptedVoiceDetector"/> hears it as speech and <see cref="ScriptedRecognizer"/> reads the words back,
/// so what a recognition says follows from the audio alone.
/// </summary>
public static class Spoken
{
    public const int Rate = 16_000;
    public const int WordSamples = Rate / 4;

    private const int FirstLevel = 20;

    private static readonly string[] Vocabulary =
    [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog.", "hello", "world.",
        "早安", "世界。",
    ];

    /// <summary>These words, 16 kHz mono.</summary>
    public static float[] Words(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var samples = new float[words.Length * WordSamples];
        for (var i = 0; i < words.Length; i++)
        {
            var index = Array.IndexOf(Vocabulary, words[i]);
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(text));
            samples.AsSpan(i * WordSamples, WordSamples).Fill((i % 2 == 0 ? 1 : -1) * (FirstLevel + index) / 100f);
        }

        return samples;
    }

    /// <summary>Nothing, for so long.</summary>
    public static float[] Silence(double seconds) => new float[(int)(seconds * Rate)];

    /// <summary>As little-endian 16-bit samples.</summary>
    public static byte[] S16Le(params float[][] parts)
    {
        var samples = parts.SelectMany(part => part).Select(sample => (short)MathF.Round(sample * short.MaxValue));
        return [.. samples.SelectMany(BitConverter.GetBytes)];
    }

    /// <summary>The words of which at least a tenth of a second was heard.</summary>
    public static string Read(ReadOnlySpan<float> samples) => string.Join(' ', Times(samples).Select(word => word.Text));

    /// <summary>The same words, with the seconds at which each began and ended.</summary>
    public static IReadOnlyList<TimedWord> Times(ReadOnlySpan<float> samples)
    {
        var words = new List<TimedWord>();
        var i = 0;
        while (i < samples.Length)
        {
            var level = Level(samples[i]);
            var run = i;
            while (run < samples.Length && Level(samples[run]) == level)
            {
                run++;
            }

            var index = Math.Abs(level) - FirstLevel;
            if (run - i >= Rate / 10 && index >= 0 && index < Vocabulary.Length)
            {
                words.Add(new TimedWord(Vocabulary[index], (double)i / Rate, (double)run / Rate));
            }

            i = run;
        }

        return words;
    }

    private static int Level(float sample) => (int)MathF.Round(sample * 100);
}
