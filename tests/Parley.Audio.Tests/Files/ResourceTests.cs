using Parley.Audio.Files;
using Parley.Audio.Files.Input;
using Parley.Audio.Tests.Files.Wav;

namespace Parley.Audio.Tests.Files;

/// <summary>What a recording holds while it is read, and that it holds nothing after.</summary>
[Collection(AloneCollection.Name)]
public sealed class ResourceTests
{
    private const int TwoHours = 2 * 3_600;

    /// <summary>What the runtime may open for itself meanwhile; ten recordings that leak leak ten at least.</summary>
    private const int RuntimeDescriptors = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hours_of_WAV_are_read_in_flat_memory()
    {
        using var endless = new LoopingStream([.. new WavSpec { Rate = 8_000 }.Head(), 0, 0, 0, 0], new byte[40_000]);

        await AssertFlatAsync(endless, TwoHours);
    }

    [Fact]
    public async Task Two_hours_of_MP3_are_read_in_flat_memory()
    {
        var minute = await FfmpegTesting.RunAsync(
            "-f lavfi -i sine=440:d=60:r=16000 -f mp3 -b:a 32k -write_xing 0 -id3v2_version 0 pipe:1");
        using var endless = new LoopingStream([], minute);

        await AssertFlatAsync(endless, TwoHours);
    }

    [Fact]
    public async Task A_cancelled_read_ends_the_decoder_and_leaves_no_process_and_no_descriptor()
    {
        var mp3 = await FfmpegTesting.RunAsync("-f lavfi -i sine=440:d=60 -f mp3 -id3v2_version 0 pipe:1");
        await CancelInTheMiddleAsync(mp3);
        var (descriptors, children) = (Descriptors(), Children());

        for (var i = 0; i < 10; i++)
        {
            await CancelInTheMiddleAsync(mp3);
        }

        Assert.Equal(children, Children());
        Assert.InRange(Descriptors(), 0, descriptors + RuntimeDescriptors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_is_given_up_leaves_no_process_and_no_descriptor(bool indexLast)
    {
        var flags = indexLast ? "" : "-movflags +faststart";
        var m4a = await FfmpegTesting.ConvertAsync($"-f lavfi -i sine=440:d=60 {flags} -f ipod OUT");
        await GiveUpAsync(m4a);
        var (descriptors, children) = (Descriptors(), Children());

        for (var i = 0; i < 10; i++)
        {
            await GiveUpAsync(m4a);
        }

        Assert.Equal(children, Children());
        Assert.InRange(Descriptors(), 0, descriptors + RuntimeDescriptors);
    }

    [Fact]
    public async Task A_spooled_upload_never_has_a_name_that_others_can_open()
    {
        var m4a = await FfmpegTesting.ConvertAsync("-f lavfi -i sine=440:d=60 -f ipod OUT");

        await using var source = await OpenAsync(new TrickleStream(m4a));
        Assert.True((await source.ReadAsync(new float[10], Cancellation)).Succeeded);

        var spool = Assert.Single(
            Directory.GetFiles("/proc/self/fd").Select(descriptor => new FileInfo(descriptor).LinkTarget),
            target => target?.Contains("parley-spool-", StringComparison.Ordinal) == true);
        Assert.EndsWith(" (deleted)", spool, StringComparison.Ordinal);
    }

    private static async Task AssertFlatAsync(Stream endless, int seconds)
    {
        await using var source = await OpenAsync(endless);
        var block = new float[16_000];
        await ReadAsync(source, block, 60);
        const int Rounds = 3;
        var least = long.MaxValue;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < Rounds; round++)
        {
            await ReadAsync(source, block, (seconds - 60) / Rounds);
            var held = GC.GetTotalMemory(forceFullCollection: true);
            least = Math.Min(least, held - before);
            before = held;
        }

        // The round that grew least counts: what the threads' pools keep comes and goes with the threads.
        Assert.InRange(least, long.MinValue, 1 << 20);
    }

    private static async Task ReadAsync(IAudioSource source, float[] block, int seconds)
    {
        for (var left = seconds * 16_000L; left > 0;)
        {
            var read = (await source.ReadAsync(block, Cancellation)).ValueOrThrow();
            Assert.NotEqual(0, read);
            left -= read;
        }
    }

    private static async Task CancelInTheMiddleAsync(byte[] file)
    {
        using var upload = new GatedStream(file);
        await using var source = await OpenAsync(upload);
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await upload.Waiting.WaitAsync(Cancellation);
        Assert.True(Children() > 0);

        var block = new float[16_000];
        var reading = ReadUntilCancelledAsync(source, block, cancelling.Token);
        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static async Task ReadUntilCancelledAsync(IAudioSource source, float[] block, CancellationToken cancellation)
    {
        while ((await source.ReadAsync(block, cancellation)).ValueOrThrow() > 0)
        {
            // On to the place where the upload waits.
        }

        Assert.Fail("the recording ended");
    }

    private static async Task GiveUpAsync(byte[] file)
    {
        await using var source = await OpenAsync(new TrickleStream(file));
        Assert.True((await source.ReadAsync(new float[10], Cancellation)).Succeeded);
        Assert.True(Children() > 0);
    }

    private static async Task<IAudioSource> OpenAsync(Stream file) =>
        (await AudioFile.OpenAsync(file, AudioFileLimits.Default, TimeProvider.System, Cancellation)).ValueOrThrow();

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    /// <summary>Processes whose parent is this one, zombies too.</summary>
    private static int Children() => Directory.GetDirectories("/proc", "?*")
        .Where(directory => int.TryParse(Path.GetFileName(directory), out _))
        .Count(directory => ParentOf(directory) == Environment.ProcessId);

    private static int ParentOf(string directory)
    {
        try
        {
            // The name stands in brackets and may hold anything; after it come the state and the parent.
            var stat = File.ReadAllText(Path.Combine(directory, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>A head, then the same bytes over and over.</summary>
    private sealed class LoopingStream(byte[] head, byte[] loop) : ReadOnlyStream
    {
        private long _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var bytes = _at < head.Length ? head.AsSpan((int)_at) : loop.AsSpan((int)((_at - head.Length) % loop.Length));
            var count = Math.Min(buffer.Length, bytes.Length);
            bytes[..count].CopyTo(buffer.Span);
            _at += count;
            return ValueTask.FromResult(count);
        }
    }
}
