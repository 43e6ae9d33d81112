using System.Globalization;
using Parley.Events;

namespace Parley.Engine.Transcription.Subtitles;

/// <summary>The files that subtitles come in.</summary>
public enum SubtitleFormat
{
    /// <summary>SubRip: numbered cues, comma before the milliseconds.</summary>
    Srt,

    /// <summary>WebVTT (W3C).</summary>
    Vtt,
}

/// <summary>Writes subtitles, final by final. Nothing is buffered.</summary>
public sealed class SubtitleWriter
{
    private readonly TextWriter _output;
    private readonly SubtitleFormat _format;
    private int _count;

    public SubtitleWriter(TextWriter output, SubtitleFormat format)
    {
        (_output, _format) = (output, format);
        if (format == SubtitleFormat.Vtt)
        {
            output.Write("WEBVTT\n\n");
        }
    }

    public void Add(TranscriptFinal final)
    {
        foreach (var cue in SubtitleLayout.Cues(final.Text, TimeSpan.FromSeconds(final.Start), TimeSpan.FromSeconds(final.End)))
        {
            Add(cue);
        }
    }

    public void Add(Cue cue)
    {
        if (_format == SubtitleFormat.Srt)
        {
            _output.Write(string.Create(CultureInfo.InvariantCulture, $"{++_count}\n"));
        }

        _output.Write($"{Time(cue.Start)} --> {Time(cue.End)}\n");
        foreach (var line in cue.Lines)
        {
            _output.Write($"{Escape(line)}\n");
        }

        _output.Write('\n');
    }

    private string Time(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{(_format == SubtitleFormat.Srt ? ',' : '.')}{time.Milliseconds:000}");

    /// <summary>WebVTT reads tags and entities in its text; SubRip has no way to escape.</summary>
    private string Escape(string line) => _format == SubtitleFormat.Srt
        ? line
        : line.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
