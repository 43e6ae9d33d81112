namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>A client of recorded files: what a script speaks is kept, and sent when it ends.</summary>
internal abstract class RecordingTalk : Conversation
{
    private readonly List<byte> _audio = [];
    private bool _bare = true;

    /// <summary>What no interface for recordings can carry.</summary>
    public static IReadOnlyList<(string Features, string Reason)> Lacks { get; } =
    [
        (Why.Translations, Why.Untranslated),
        (Why.Conversations, "Nobody talks with a recording."),
        ("partials stable speech_events ack flush manual", Why.Recording),
        ("opus", Why.NoPackets),
        ("idle", "A recording has no pace; it is heard once all of it has come."),
        ("readers resume moves slow_reader unknown_session not_resumable audio_before_start second_start after_end stopping engine_recovers too_many_errors", Why.OneAnswer),
        ("unknown_type bad_json invalid_utf8", "A request has its fields, and no messages that follow each other."),
        ("empty_chunk chunk_too_large position_back position_gap position_negative", "A recording has no chunks."),
    ];

    public override Task StartAsync(Ask ask)
    {
        Asked = ask;
        return Task.CompletedTask;
    }

    /// <param name="position">Recordings have none.</param>
    public override Task SendAsync(byte[] audio, long? position = null)
    {
        _audio.AddRange(audio);
        return Task.CompletedTask;
    }

    /// <summary>From here on what is sent is a file, whatever format was asked for.</summary>
    public override Task SendFileAsync(byte[] file)
    {
        _bare = false;
        return SendAsync(file);
    }

    public override Task EndAsync() => TranscribeAsync([.. _audio], _bare);

    public override Task MisbehaveAsync(Mischief what) => TranscribeAsync(null, bare: false);

    public override void Dispose()
    {
    }

    /// <summary>Asks, and keeps what is answered.</summary>
    /// <param name="recording">Null: left out.</param>
    /// <param name="bare">Whether it is samples in the format that was asked for, without anything around them.</param>
    protected abstract Task TranscribeAsync(byte[]? recording, bool bare);

    protected override Task<Heard?> ReadAsync() => Task.FromResult<Heard?>(null);
}
