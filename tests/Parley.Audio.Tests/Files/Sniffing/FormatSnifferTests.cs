using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Audio.Files.Sniffing;
using Parley.Failures;

namespace Parley.Audio.Tests.Files.Sniffing;

public sealed class FormatSnifferTests
{
    /// <summary>MPEG-1 layer 3, 128 kbit/s, 44.1 kHz: 417 bytes a frame.</summary>
    private static readonly byte[] Mp3Frame = [0xFF, 0xFB, 0x90, 0x00, .. new byte[413]];

    /// <summary>AAC-LC, 44.1 kHz, two channels: 100 bytes a frame.</summary>
    private static readonly byte[] AdtsFrame = [0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x9F, 0xFC, .. new byte[93]];

    public static TheoryData<string, byte[]> Accepted => new()
    {
        { "wav", [.. "RIFF"u8, 1, 2, 3, 4, .. "WAVEfmt "u8] },
        { "wav", [.. "RF64"u8, 1, 2, 3, 4, .. "WAVEds64"u8] },
        { "wav", [.. "BW64"u8, 1, 2, 3, 4, .. "WAVEds64"u8] },
        { "flac", [.. "fLaC"u8, 0, 0, 0, 34] },
        { "ogg", [.. "OggS"u8, 0, 2] },
        { "m4a", [0, 0, 0, 28, .. "ftypM4A "u8] },
        { "mp4", [0, 0, 0, 32, .. "ftypisom"u8] },
        { "webm", [0x1A, 0x45, 0xDF, 0xA3, 0x8B, 0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x84, .. "webm"u8] },
        { "matroska", [0x1A, 0x45, 0xDF, 0xA3, 0x01, 0, 0, 0, 0, 0, 0, 0x0B, 0x42, 0x82, 0x88, .. "matroska"u8] },
        { "mp3", [.. Mp3Frame, .. Mp3Frame, .. Mp3Frame] },
        { "mp3", Mp3Frame },
        { "mp3", Mp3Frame[..300] },
        { "mp3", [.. new byte[700], .. Mp3Frame, .. Mp3Frame, .. Mp3Frame, .. Mp3Frame] },
        { "aac", [.. AdtsFrame, .. AdtsFrame] },
        { "aac", [.. AdtsFrame[50..], .. AdtsFrame, .. AdtsFrame, .. AdtsFrame, .. AdtsFrame] },
    };

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "is a playlist, not audio", Text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n") },
        { "is a playlist, not audio", Text("ffconcat version 1.0\nfile /etc/passwd\n") },
        { "is a playlist, not audio", Text("[playlist]\nFile1=/etc/passwd\n") },
        { "is text, not audio", Text("#!/bin/sh\nrm -rf /\n") },
        { "is text, not audio", Text("<!DOCTYPE html><html><body>Hello</body></html>") },
        { "is text, not audio", Text("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=audio 5004 RTP/AVP 0\r\n") },
        { "is text, not audio", Text("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"/>") },
        { "is text, not audio", Text("ＲＩＦＦ ～ これは音ではない、ただの文章です。これは音ではない、ただの文章です。") },
        { "is text, not audio", Text("x") },
        { "is a ZIP archive, not audio", [.. "PK"u8, 3, 4, 20, 0, 0, 0, 8, 0] },
        { "is not audio of a kind known here", [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13] },
        { "is not audio of a kind known here", [.. "RIFF"u8, 0, 0, 0, 0, .. "AVI LIST"u8] },
        { "is not audio of a kind known here", [0x7F, .. "ELF"u8, 2, 1, 1, 0] },
        { "is not audio of a kind known here", [0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82, 0x84, .. "evil"u8] },
        { "is not audio of a kind known here", new byte[5_000] },
        { "is not audio of a kind known here", [.. Mp3Frame, .. new byte[500]] },
        { "is not audio of a kind known here", [0, .. Mp3Frame, .. Mp3Frame, .. Mp3Frame] },
        { "is not audio of a kind known here", [.. new byte[9_000], .. Mp3Frame, .. Mp3Frame, .. Mp3Frame, .. Mp3Frame] },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_recording_is_recognised_by_its_first_bytes(string container, byte[] head) =>
        Assert.Equal(container, FormatSniffer.Sniff(head).ValueOrThrow().Container);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Everything_else_is_refused_and_told_what_is_accepted(string guess, byte[] head) =>
        Assert.Equal(
            ParleyError.Invalid(
                "file",
                $"The file {guess}; accepted are WAV, MP3, AAC, M4A/MP4, FLAC, Ogg, WebM and Matroska.",
                ErrorCodes.UnsupportedAudio),
            FormatSniffer.Sniff(head).Error);

    [Fact]
    public void Text_with_frames_of_MP3_after_it_is_still_text() =>
        Assert.False(FormatSniffer.Sniff(
            [.. Text("#EXTM3U\n" + new string('#', 100)), .. Mp3Frame, .. Mp3Frame, .. Mp3Frame, .. Mp3Frame]).Succeeded);

    [Fact]
    public void No_bytes_at_all_are_an_empty_file() =>
        Assert.Equal(ErrorCodes.InvalidAudio, FormatSniffer.Sniff([]).Error?.Code);

    [Fact]
    public void Random_bytes_are_never_taken_for_audio()
    {
        var random = new Random(11);
        for (var file = 0; file < 300; file++)
        {
            var bytes = new byte[random.Next(1, 20_000)];
            random.NextBytes(bytes);
            Assert.False(FormatSniffer.Sniff(bytes).Succeeded);
        }
    }

    [Fact]
    public void Damaged_and_cut_heads_never_throw()
    {
        var heads = Accepted.Select(row => row.Data.Item2).ToArray();
        var damaged =
            from head in Gen.Elements(heads)
            from at in Gen.Choose(0, head.Length - 1)
            from value in Gen.Choose(0, 255)
            from length in Gen.Choose(0, head.Length)
            select (head, at, (byte)value, length);

        Prop.ForAll(damaged.ToArbitrary(), damage =>
        {
            var bytes = damage.head.ToArray();
            bytes[damage.at] = damage.Item3;
            var outcome = FormatSniffer.Sniff(bytes.AsSpan(0, damage.length));
            Assert.True(outcome.Succeeded || string.Equals(outcome.Error.Param, "file", StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
