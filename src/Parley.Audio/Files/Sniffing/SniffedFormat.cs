namespace Parley.Audio.Files.Sniffing;

/// <summary>What a file is by its content.</summary>
/// <param name="Container">The name that users see.</param>
/// <param name="Demuxer">The name under which ffmpeg reads it.</param>
internal sealed record SniffedFormat(string Container, string Demuxer)
{
    public static readonly SniffedFormat Wav = new("wav", "wav");
    public static readonly SniffedFormat Mp3 = new("mp3", "mp3");
    public static readonly SniffedFormat Aac = new("aac", "aac");
    public static readonly SniffedFormat M4a = new("m4a", "mov");
    public static readonly SniffedFormat Mp4 = new("mp4", "mov");
    public static readonly SniffedFormat Flac = new("flac", "flac");
    public static readonly SniffedFormat Ogg = new("ogg", "ogg");
    public static readonly SniffedFormat WebM = new("webm", "matroska");
    public static readonly SniffedFormat Matroska = new("matroska", "matroska");
}
