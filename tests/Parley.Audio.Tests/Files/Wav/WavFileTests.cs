using FsCheck;
using FsCheck.Fluent;
using Parley.Audio.Codecs;
using Parley.Failures;

namespace Parley.Audio.Tests.Files.Wav;

public sealed class WavFileTests
{
    [Theory]
    [InlineData(WavSpec.Pcm, 8, 0.02)]
    [InlineData(WavSpec.Pcm, 16, 0.0001)]
    [InlineData(WavSpec.Pcm, 24, 0.000001)]
    [InlineData(WavSpec.Pcm, 32, 0.000001)]
    [InlineData(WavSpec.Float, 32, 0)]
    [InlineData(WavSpec.Float, 64, 0)]
    public async Task Samples_of_every_width_come_back(int tag, int bits, double tolerance)
    {
        var samples = Signals.Sweep(16_000, 0.5);
        foreach (var extensible in new[] { false, true })
        {
            var heard = await AudioFileTesting.HearWholeAsync(
                new WavSpec { Tag = tag, Bits = bits, Extensible = extensible }.Write(samples));

            Assert.Equal("wav", heard.Container);
            Assert.Equal(TimeSpan.FromSeconds(0.5), heard.Duration);
            Assert.Equal(samples.Length, heard.Samples.Length);
            Assert.All(samples.Zip(heard.Samples), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Theory]
    [InlineData(WavSpec.MuLaw, AudioEncoding.MuLaw)]
    [InlineData(WavSpec.ALaw, AudioEncoding.ALaw)]
    public async Task G711_samples_are_those_of_the_live_decoder(int tag, AudioEncoding encoding)
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
        var expected = new float[256];
        using var decoder = ChunkDecoders.Create(new(encoding, 16_000, 1));
        _ = decoder.Decode(codes, expected);

        var heard = await AudioFileTesting.HearWholeAsync(
            [.. new WavSpec { Tag = tag, Bits = 8 }.Head(), 0, 1, 0, 0, .. codes]);

        Assert.Equal(expected, heard.Samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(44_100)]
    [InlineData(384_000)]
    public async Task Any_rate_becomes_16_kHz_of_the_same_length(int rate)
    {
        var samples = rate == 1 ? [0.1f, 0.2f, 0.3f] : Signals.Sine(1_000, rate, 0.5);

        var heard = await AudioFileTesting.HearWholeAsync(new WavSpec { Rate = (uint)rate }.Write(samples));

        Assert.Equal((double)samples.Length / rate, heard.Seconds, 0.0001);
        Assert.True(rate == 1 || Math.Abs(Signals.AmplitudeOf(1_000, heard.Samples, 16_000) - 0.5) < 0.02);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(32)]
    public async Task Channels_are_averaged(int channels)
    {
        var samples = Signals.Sweep(16_000, 0.2);

        var heard = await AudioFileTesting.HearWholeAsync(new WavSpec { Channels = channels }.Write(samples));

        Assert.All(samples.Zip(heard.Samples), pair => Assert.Equal(pair.First, pair.Second, 0.0001));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x7FFF_FFFFu)]
    public async Task A_size_that_the_writer_never_filled_in_means_to_the_end(uint size)
    {
        var samples = Signals.Sweep(16_000, 0.2);

        var heard = await AudioFileTesting.HearWholeAsync(new WavSpec { DataSize = size }.Write(samples));

        Assert.Equal(samples.Length, heard.Samples.Length);
        Assert.Null(heard.Duration);
    }

    [Theory]
    [InlineData("RF64")]
    [InlineData("BW64")]
    public async Task The_64_bit_size_counts_where_the_32_bit_size_says_so(string riff)
    {
        var samples = Signals.Sweep(16_000, 0.2);
        var sizes = new byte[28];
        BitConverter.TryWriteBytes(sizes.AsSpan(8), (long)samples.Length * 2);

        var heard = await AudioFileTesting.HearWholeAsync(new WavSpec
        {
            Riff = riff,
            ChunksBeforeFormat = WavSpec.Chunk("ds64", sizes),
            DataSize = 0xFFFF_FFFF,
            BytesAfterData = WavSpec.Chunk("junk", new byte[1_000]),
        }.Write(samples));

        Assert.Equal(samples.Length, heard.Samples.Length);
        Assert.Equal(TimeSpan.FromSeconds(0.2), heard.Duration);
    }

    [Fact]
    public async Task Other_chunks_are_stepped_over_with_their_padding()
    {
        var samples = Signals.Sweep(16_000, 0.2);

        var heard = await AudioFileTesting.HearWholeAsync(new WavSpec
        {
            ChunksBeforeFormat = WavSpec.Chunk("JUNK", new byte[333]),
            ChunksBeforeData = [.. WavSpec.Chunk("LIST", new byte[7]), .. WavSpec.Chunk("id3 ", new byte[200_001])],
            BytesAfterData = WavSpec.Chunk("LIST", new byte[64]),
        }.Write(samples));

        Assert.Equal(samples.Length, heard.Samples.Length);
        Assert.Equal(1, Signals.Correlation(samples, heard.Samples), 0.0001);
    }

    [Fact]
    public async Task A_cut_off_file_gives_the_whole_frames_that_are_there()
    {
        var file = new WavSpec { Channels = 2 }.Write(Signals.Sweep(16_000, 1));

        var heard = await AudioFileTesting.HearWholeAsync(file[..(44 + 4_001)]);

        Assert.Equal(1_000, heard.Samples.Length);
        Assert.Equal(TimeSpan.FromSeconds(1), heard.Duration);
    }

    [Fact]
    public async Task Samples_that_ffmpeg_must_decode_come_through_it()
    {
        var tone = new WavSpec { Rate = 44_100 }.Write(Signals.Sine(440, 44_100, 1));
        var adpcm = await FfmpegTesting.RunAsync("-f wav -i pipe:0 -c:a adpcm_ima_wav -f wav pipe:1", tone);

        var heard = await AudioFileTesting.HearWholeAsync(adpcm);

        Assert.Equal("wav", heard.Container);
        Assert.Equal(1, heard.Seconds, 0.1);
        Assert.Equal(0.5, Signals.AmplitudeOf(440, heard.Samples, 16_000), 0.05);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "channels", "The WAV header says 65535 channels; 1 to 32 are supported." },
        { "no channels", "The WAV header says 0 channels; 1 to 32 are supported." },
        { "rate 0", "The WAV header says a sample rate of 0 Hz; 1 to 384000 are supported." },
        { "rate", "The WAV header says a sample rate of 400000 Hz; 1 to 384000 are supported." },
        { "12 bits", "The WAV header says 12 bits per sample; 8, 16, 24 and 32 are supported for its format 1." },
        { "16 bit float", "The WAV header says 16 bits per sample; 32 and 64 are supported for its format 3." },
        { "16 bit law", "The WAV header says 16 bits per sample; 8 are supported for its format 7." },
        { "frame", "The WAV header says 3 bytes per frame; 1 channels of 16 bits are 2." },
        { "no format", "The WAV file does not say its format (no fmt chunk before the data chunk)." },
        { "no data", "The WAV file ends before its samples (the data chunk)." },
        { "short format", "The fmt chunk of the WAV file has 14 bytes; 16 to 4096 are supported." },
        { "endless", "The WAV file has no samples within its first 1000 chunks and 67108864 bytes of other data." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_header_that_cannot_be_is_refused_with_the_limit(string lie, string message)
    {
        float[] samples = [0, 0, 0];
        var file = lie switch
        {
            "channels" => [.. new WavSpec { Channels = 65_535, FrameBytes = 2 }.Head(), 0, 0, 0, 0],
            "no channels" => new WavSpec { Channels = 0 }.Write(samples),
            "rate 0" => new WavSpec { Rate = 0 }.Write(samples),
            "rate" => new WavSpec { Rate = 400_000 }.Write(samples),
            "12 bits" => new WavSpec { Bits = 12, FrameBytes = 2 }.Write(samples),
            "16 bit float" => new WavSpec { Tag = WavSpec.Float }.Write(samples),
            "16 bit law" => new WavSpec { Tag = WavSpec.MuLaw }.Write(samples),
            "frame" => new WavSpec { FrameBytes = 3 }.Write(samples),
            "no format" => [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. WavSpec.Chunk("data", new byte[8])],
            "no data" => [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. WavSpec.Chunk("LIST", new byte[8])],
            "short format" => [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. WavSpec.Chunk("fmt ", new byte[14])],
            _ => (byte[])
            [
                .. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8,
                .. Enumerable.Repeat(WavSpec.Chunk("LIST", []), 1_001).SelectMany(chunk => chunk),
            ],
        };

        var outcome = await AudioFileTesting.HearAsync(file);

        Assert.Equal(ParleyError.Invalid("file", message, ErrorCodes.InvalidAudio), outcome.Error);
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        var outcome = await AudioFileTesting.HearAsync([]);

        Assert.Equal(ParleyError.Invalid("file", "The file is empty.", ErrorCodes.InvalidAudio), outcome.Error);
    }

    [Fact]
    public void Damage_anywhere_in_a_header_gives_audio_or_an_error_but_never_throws()
    {
        var whole = new WavSpec
        {
            Extensible = true,
            Channels = 2,
            ChunksBeforeData = WavSpec.Chunk("LIST", new byte[5]),
        }.Write(Signals.Noise(1, 200));
        var damage =
            from at in Gen.Choose(12, 100)
            from value in Gen.Choose(0, 255)
            from length in Gen.Choose(12, whole.Length)
            select (at, (byte)value, length);

        Prop.ForAll(damage.ArrayOf().ToArbitrary(), async damages =>
        {
            var bytes = whole.ToArray();
            foreach (var (at, value, _) in damages)
            {
                bytes[at] = value;
            }

            var length = damages.Select(d => d.length).DefaultIfEmpty(whole.Length).First();
            var outcome = await AudioFileTesting.HearAsync(bytes[..length]);
            Assert.True(outcome.Succeeded || string.Equals(outcome.Error.Param, "file", StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task How_the_file_arrives_changes_nothing()
    {
        var file = new WavSpec { Rate = 44_100, Channels = 2, Bits = 24 }.Write(Signals.Sweep(44_100, 0.3));
        var whole = await AudioFileTesting.HearWholeAsync(file);

        Prop.ForAll(Gen.Choose(1, 70_000).ToArbitrary(), async piece =>
        {
            var heard = await AudioFileTesting.HearAsync(new TrickleStream(file, piece));
            Assert.Equal(whole.Samples, heard.Value?.Samples);
        }).QuickCheckThrowOnFailure();
    }
}
