using Parley.Events;

namespace Parley.Engine.Transcription.Subtitles;

public sealed class SubtitleWriterTests
{
    private static readonly TranscriptFinal First = new(1, "Fish & chips --> <now>", "en", 0.5, 2.25);
    private static readonly TranscriptFinal Second = new(2, "Later.", "en", 3_661.007, 3_662);

    [Fact]
    public void SubRip_numbers_its_cues_and_puts_a_comma_before_the_milliseconds() => Assert.Equal(
        """
        1
        00:00:00,500 --> 00:00:02,250
        Fish & chips --> <now>

        2
        01:01:01,007 --> 01:01:02,000
        Later.


        """.ReplaceLineEndings("\n"),
        Written(SubtitleFormat.Srt, First, Second));

    [Fact]
    public void WebVtt_has_a_header_a_point_and_escapes_what_would_be_markup() => Assert.Equal(
        """
        WEBVTT

        00:00:00.500 --> 00:00:02.250
        Fish &amp; chips --&gt; &lt;now&gt;


        """.ReplaceLineEndings("\n"),
        Written(SubtitleFormat.Vtt, First));

    [Fact]
    public void Silence_is_an_empty_file_in_SubRip_and_a_header_in_WebVtt()
    {
        Assert.Equal("", Written(SubtitleFormat.Srt));
        Assert.Equal("WEBVTT\n\n", Written(SubtitleFormat.Vtt));
    }

    private static string Written(SubtitleFormat format, params TranscriptFinal[] finals)
    {
        using var output = new StringWriter();
        var writer = new SubtitleWriter(output, format);
        foreach (var final in finals)
        {
            writer.Add(final);
        }

        return output.ToString();
    }
}
