using Parley.Audio.Files;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>Bad input, and the one code that each kind of it gets.</summary>
internal static class RefusedFeatures
{
    /// <summary>More than ten seconds.</summary>
    private const int TooManySamples = (Spoken.Rate * 10) + 1;

    /// <summary>Where a WAV file says how many bytes of samples it has.</summary>
    private const int WavLength = 40;

    private static readonly byte[] Recording = Wav.Of(Spoken.Words("one two three"), Spoken.Silence(1));

    public static IReadOnlyList<Feature> All { get; } =
    [
        Refused("audio_before_start", "Audio before the start", ErrorCodes.NotStarted, async stage =>
        {
            var talk = await stage.ConnectAsync();
            await talk.SpeakAsync(Spoken.Words("one"));
            return talk;
        }),
        Refused("second_start", "A second start", ErrorCodes.AlreadyStarted, async stage =>
        {
            var talk = await stage.StartAsync();
            await talk.SpeakAsync(Spoken.Silence(0.1));
            await talk.StartAsync(new Ask());
            return talk;
        }),
        Refused("after_end", "Audio after the end", ErrorCodes.SessionEnded, AfterEndAsync),
        Mischievous("unknown_type", "A message of an unknown type", ErrorCodes.UnknownType, Mischief.UnknownType),
        Mischievous("bad_json", "Text that is no JSON", ErrorCodes.InvalidJson, Mischief.BadJson),
        Mischievous("invalid_utf8", "Text that is not UTF-8", ErrorCodes.InvalidFrame, Mischief.InvalidUtf8),
        Sent("odd_bytes", "Bytes that are no whole number of samples", ErrorCodes.InvalidAudio, new byte[3]),
        Sent("empty_chunk", "Audio of no bytes", ErrorCodes.InvalidAudio, []),
        Sent("chunk_too_large", "A chunk of more than 10 s", ErrorCodes.ChunkTooLarge, new byte[TooManySamples * 2]),
        Asked("unknown_encoding", "An unknown encoding", ErrorCodes.InvalidRequest, new() { Encoding = "mp3" }),
        Asked("unknown_rate", "A sample rate out of range", ErrorCodes.InvalidRequest, new() { Rate = 7_999 }),
        Asked("unknown_channels", "More than two channels", ErrorCodes.InvalidRequest, new() { Channels = 3 }),
        Asked("no_language", "A language that is none", ErrorCodes.InvalidRequest, new() { Language = "no such language" }),
        Asked("unknown_language", "A language that the model does not know", ErrorCodes.UnsupportedLanguage, new() { Language = "fr" }),
        Asked("unknown_model", "A model that there is not", ErrorCodes.UnknownModel, new() { Model = "fnord" }),
        Placed("position_back", "Audio that is held already", ErrorCodes.AudioOverlap, 800, (800, 1_600)),
        Placed("position_gap", "Audio that leaves a hole", ErrorCodes.AudioGap, 4_000, (1_600, 4_000)),
        Placed("position_negative", "A position out of range", ErrorCodes.InvalidRequest, -1, null),
        File("empty_file", "An empty recording", ErrorCodes.InvalidAudio, []),
        Mischievous("missing_file", "A request without its recording", ErrorCodes.InvalidRequest, Mischief.MissingFile),
        File("wav_cut", "A WAV file that ends in its header", ErrorCodes.InvalidAudio, Recording[..30]),
        File("wav_channels", "A WAV file of 65,535 channels", ErrorCodes.InvalidAudio, Patched(22, 0xFF, 0xFF)),
        File("wav_rate", "A WAV file of 0 samples a second", ErrorCodes.InvalidAudio, Patched(24, 0, 0)),
        File("wav_bits", "A WAV file of 12 bits", ErrorCodes.InvalidAudio, Patched(34, 12)),
        File("file_too_long", "A recording that lasts too long", ErrorCodes.AudioTooLong, Recording) with { Configure = Limit(seconds: 1) },
        File("file_too_large", "A recording of too many bytes", ErrorCodes.UploadTooLarge, Recording) with { Configure = Limit(bytes: 1_000) },
        new("wav_length", "A WAV file that says its length is 0, or unknown, is read to its end", WavLengthAsync),
        File("unknown_format", "A recording that is no audio", ErrorCodes.UnsupportedAudio, "#EXTM3U\nother.wav\n"u8.ToArray()),
    ];

    private static Feature Refused(string id, string sentence, string code, Func<Stage, Task<Conversation>> act) => new(id, sentence, async stage =>
    {
        var talk = await act(stage);

        Assert.Equal(code, (await talk.NextAsync("error")).Code);
    })
    { Code = code };

    private static Feature Mischievous(string id, string sentence, string code, Mischief what) => Refused(id, sentence, code, async stage =>
    {
        var talk = await stage.ConnectAsync();
        await talk.MisbehaveAsync(what);
        return talk;
    });

    private static Feature Sent(string id, string sentence, string code, byte[] audio) => Refused(id, sentence, code, async stage =>
    {
        var talk = await stage.StartAsync();
        await talk.SendAsync(audio);
        await talk.EndAsync();
        return talk;
    });

    private static Feature Asked(string id, string sentence, string code, Ask ask) => Refused(id, sentence, code, async stage =>
    {
        var talk = await stage.StartAsync(ask);
        await talk.SpeakAsync(Spoken.Words("one"), Spoken.Silence(1));
        await talk.EndAsync();
        return talk;
    });

    private static Feature File(string id, string sentence, string code, byte[] file) => Refused(id, sentence, code, async stage =>
    {
        var talk = await stage.StartAsync();
        await talk.SendFileAsync(file);
        await talk.EndAsync();
        return talk;
    });

    private static Action<ProtocolOptions> Limit(long bytes = 1 << 30, double seconds = 3_600) => options =>
        (options.Files, options.Grpc) = (
            new() { Audio = new AudioFileLimits(bytes, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(30)) },
            new() { MaxRecordingBytes = (int)bytes });

    /// <summary>The recording with other bytes in its header.</summary>
    private static byte[] Patched(int at, params byte[] bytes)
    {
        var patched = Recording.ToArray();
        bytes.CopyTo(patched, at);
        return patched;
    }

    private static async Task WavLengthAsync(Stage stage)
    {
        foreach (var length in new byte[] { 0, 0xFF })
        {
            var talk = await stage.StartAsync();
            await talk.SendFileAsync(Patched(WavLength, length, length, length, length));

            Assert.Equal(["one two three"], (await talk.FinishAsync()).Finals());
        }
    }

    /// <summary>After a tenth of a second, a tenth of a second at another position than the next.</summary>
    private static Feature Placed(string id, string sentence, string code, long position, (long From, long To)? span) => new(id, sentence, async stage =>
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Silence(0.1));
        await talk.SpeakAtAsync(position, Spoken.Silence(0.1));

        var error = await talk.NextAsync("error");

        Assert.Equal((code, span?.From, span?.To), (error.Code, error.From, error.To));
    })
    { Code = code };

    private static async Task<Conversation> AfterEndAsync(Stage stage)
    {
        var refused = new TaskCompletionSource();
        stage.Server.Recognizer.Before = (_, _) => refused.Task;
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Words("one two"));
        await talk.EndAsync();
        await talk.SpeakAsync(Spoken.Words("three"));
        return talk;
    }
}
