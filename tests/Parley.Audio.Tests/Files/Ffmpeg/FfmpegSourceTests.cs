using System.Text;
using Parley.Audio.Files;
using Parley.Audio.Tests.Files.Wav;
using Parley.Failures;

namespace Parley.Audio.Tests.Files.Ffmpeg;

/// <summary>How a decoder's end is judged, with scripts in the decoder's place.</summary>
public sealed class FfmpegSourceTests
{
    private static readonly byte[] SomeFlac = [.. "fLaC"u8, .. new byte[1_000_000]];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decoder_that_makes_nothing_of_the_file_is_stopped_after_the_stall_limit()
    {
        using var fake = new FakeDecoder("/bin/cat > /dev/null; exec /bin/sleep 1000");
        var time = new ManualTime();
        await using var source = await OpenAsync(fake, new TrickleStream(SomeFlac), time);

        var reading = source.ReadAsync(new float[10], Cancellation).AsTask();
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.Equal(
            ParleyError.Invalid("file", "Decoding the file made no progress for 30 seconds.", ErrorCodes.InvalidAudio),
            (await reading).Error);
    }

    [Fact]
    public async Task A_decoder_that_waits_for_a_slow_upload_is_left_in_peace()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        var time = new ManualTime();
        using var upload = new GatedStream(SomeFlac);
        await using var source = await OpenAsync(fake, upload, time);
        await ReadExactlyAsync(source, 16 * 1024);

        var reading = source.ReadAsync(new float[10], Cancellation).AsTask();
        await upload.Waiting;
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.False(reading.IsCompleted);
        upload.Open();
        Assert.Equal(10, (await reading).ValueOrThrow());
    }

    [Fact]
    public async Task A_decoder_whose_listener_is_slow_is_left_in_peace()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        var time = new ManualTime();
        await using var source = await OpenAsync(fake, new TrickleStream(SomeFlac), time);
        await ReadExactlyAsync(source, 10);

        time.Advance(TimeSpan.FromHours(1));

        var rest = await ReadToEndAsync(source);
        Assert.Null(rest.Error);
        Assert.Equal((SomeFlac.Length / sizeof(float)) - 10, rest.Samples.Length);
    }

    [Fact]
    public async Task What_was_decoded_before_the_decoder_failed_stands()
    {
        using var fake = new FakeDecoder("/usr/bin/head -c 4001 /dev/zero; echo broken >&2; exit 1");
        await using var source = await OpenAsync(fake, new TrickleStream(SomeFlac));

        var heard = await ReadToEndAsync(source);

        Assert.Equal(1_000, heard.Samples.Length);
        Assert.Null(heard.Error);
    }

    [Theory]
    [InlineData("exit 0", ErrorCodes.InvalidAudio, "Nothing in the file could be decoded.")]
    [InlineData(
        "echo '[flac @ 0x55aabb] [x @ 0x1] invalid sync code' >&2; echo 'pipe:0: Invalid data' >&2; exit 1",
        ErrorCodes.InvalidAudio,
        "Nothing in the file could be decoded: invalid sync code")]
    [InlineData(
        "echo 'pipe:0: Invalid data found' >&2; exit 1",
        ErrorCodes.InvalidAudio,
        "Nothing in the file could be decoded: Invalid data found")]
    [InlineData("echo \"Stream map '0:a:0' matches no streams.\" >&2; exit 1", ErrorCodes.UnsupportedAudio, "The file holds no audio.")]
    [InlineData(
        "echo '[hca @ 0x55] Codec (hca) not on whitelist' >&2; exit 1",
        ErrorCodes.UnsupportedAudio,
        "The audio in the file is compressed in a way that is not supported.")]
    [InlineData(
        "kill -SEGV $$",
        ErrorCodes.InvalidAudio,
        "Decoding the file was stopped (signal 11) after 0 seconds of audio; the limits are 750 seconds of CPU time and 1024 MiB.")]
    public async Task A_file_of_which_nothing_decodes_is_refused_with_the_reason(string script, string code, string message)
    {
        using var fake = new FakeDecoder(script);
        await using var source = await OpenAsync(fake, new TrickleStream(SomeFlac));

        Assert.Equal(ParleyError.Invalid("file", message, code), (await ReadToEndAsync(source)).Error);
    }

    [Theory]
    [InlineData("fLaC", "flac")]
    [InlineData("OggS\0", "ogg")]
    [InlineData("\0\0\0\u001cftypM4A \0\0\0\0M4A isom....\0\0\0\u0008moov", "mov")]
    public async Task The_decoder_is_told_the_format_and_may_open_nothing_but_its_pipes(string head, string format)
    {
        using var fake = new FakeDecoder("echo \"$*\" >&2; exit 1");
        await using var source = await OpenAsync(fake, new TrickleStream(Encoding.Latin1.GetBytes(head)));

        Assert.StartsWith(
            "Nothing in the file could be decoded: "
            + $"-nostdin -hide_banner -v error -protocol_whitelist pipe -f {format} -codec_whitelist ",
            (await ReadToEndAsync(source)).Error?.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decoder_that_complains_without_end_is_quoted_briefly()
    {
        using var fake = new FakeDecoder("/usr/bin/head -c 3000000 /dev/zero | /usr/bin/tr '\\0' 'x' >&2; exit 1");
        await using var source = await OpenAsync(fake, new TrickleStream(SomeFlac));

        var error = (await ReadToEndAsync(source)).Error;

        Assert.Equal($"Nothing in the file could be decoded: {new string('x', 200)}", error?.Message);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_the_caller_s_own_exception()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        await using var source = await OpenAsync(fake, new BreakingStream(SomeFlac, after: 500_000));

        var failure = await Assert.ThrowsAsync<IOException>(() => ReadToEndAsync(source));

        Assert.Equal("The connection was reset.", failure.Message);
    }

    [Fact]
    public async Task An_upload_over_the_limit_is_refused_when_it_gets_there()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        var limits = AudioFileLimits.Default with { MaxBytes = 500_000 };
        await using var source = await OpenAsync(fake, new TrickleStream(SomeFlac), limits: limits);

        Assert.Equal(ErrorCodes.UploadTooLarge, (await ReadToEndAsync(source)).Error?.Code);
    }

    [Fact]
    public async Task A_compressed_WAV_reaches_the_decoder_without_what_stands_around_its_samples()
    {
        using var fake = new FakeDecoder("exec /bin/cat");
        var file = new WavSpec
        {
            Tag = 0x11,
            ChunksBeforeFormat = WavSpec.Chunk("JUNK", new byte[100]),
            ChunksBeforeData = WavSpec.Chunk("LIST", new byte[100]),
        }.Write(new float[50]);
        await using var source = await OpenAsync(fake, new TrickleStream(file));

        // The script gives back what it got: a head of 44 bytes and 100 bytes of samples, 4 to a float.
        Assert.Equal((44 + 100) / 4, (await ReadToEndAsync(source)).Samples.Length);
    }

    private static async Task<IAudioSource> OpenAsync(
        FakeDecoder fake, Stream file, TimeProvider? time = null, AudioFileLimits? limits = null) =>
        (await fake.OpenAsync(file, null, time, limits)).ValueOrThrow();

    private static async Task ReadExactlyAsync(IAudioSource source, int samples)
    {
        for (var read = 0; read < samples;)
        {
            read += (await source.ReadAsync(new float[samples - read], Cancellation)).ValueOrThrow();
        }
    }

    private static async Task<Heard> ReadToEndAsync(IAudioSource source)
    {
        var (samples, block) = (new List<float>(), new float[1_000]);
        while (true)
        {
            var read = await source.ReadAsync(block, Cancellation);
            if (!read.Succeeded || read.Value == 0)
            {
                return new Heard(source.Container, source.Duration, [.. samples]) { Error = read.Error };
            }

            samples.AddRange(block.AsSpan(0, read.Value));
        }
    }
}
