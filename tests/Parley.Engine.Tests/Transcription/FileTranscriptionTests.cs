using Parley.Engine.Tests.Sessions;
using Parley.Engine.Transcription;
using Parley.Events;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Engine.Tests.Transcription;

/// <summary>A recording goes in at its own pace, and its finals come out while it does.</summary>
public sealed class FileTranscriptionTests : IAsyncDisposable
{
    private static readonly float[] First = [.. Spoken.Words("one two"), .. Spoken.Silence(2)];
    private static readonly float[] Second = [.. Spoken.Words("three four"), .. Spoken.Silence(2)];

    private readonly Studio _studio = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task Every_final_is_given_with_its_times_and_the_length_of_the_recording_is_known_at_the_end()
    {
        await using var transcription = Start(new Recording(First, Second));

        var finals = await AllAsync(transcription);

        Assert.Equal(["one two", "three four"], [.. finals.Select(final => final.Text)]);
        Assert.Equal(2.5, finals[1].Start, 0.05);
        Assert.Equal(TimeSpan.FromSeconds(5), transcription.Duration);
        Assert.Equal("scripted", transcription.Model);
    }

    [Fact]
    public async Task A_final_is_given_before_the_rest_of_the_recording_is_there()
    {
        var arrived = new TaskCompletionSource();
        await using var transcription = Start(new Recording(First, Second) { Before = piece => piece == 0 ? Task.CompletedTask : arrived.Task });
        await using var finals = transcription.ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(await finals.MoveNextAsync());
        Assert.Equal("one two", finals.Current.Text);

        arrived.SetResult();
        Assert.True(await finals.MoveNextAsync());
        Assert.Equal("three four", finals.Current.Text);
        Assert.False(await finals.MoveNextAsync());
    }

    [Fact]
    public async Task A_recording_that_breaks_off_fails_and_its_finals_are_given_first_where_that_is_asked()
    {
        var broken = ParleyError.Invalid("file", "It breaks off.", ErrorCodes.InvalidAudio);
        await using var transcription = Start(new Recording(First) { Error = broken }, new() { KeepBeforeError = true });
        var finals = new List<string>();

        var refused = await Assert.ThrowsAsync<ParleyException>(() => AllAsync(transcription, finals));

        Assert.Equal(broken, refused.Error);
        Assert.Equal(["one two"], finals);
    }

    [Fact]
    public async Task Elsewhere_the_work_stops_at_the_error()
    {
        // The final waits for an answer that never comes: only giving up ends this.
        _studio.Hold();
        var broken = ParleyError.Invalid("file", "It breaks off.", ErrorCodes.InvalidAudio);
        await using var transcription = Start(new Recording(First) { Error = broken });

        var refused = await Assert.ThrowsAsync<ParleyException>(() => AllAsync(transcription));

        Assert.Equal(broken, refused.Error);
    }

    [Fact]
    public async Task An_engine_that_fails_fails_the_recording_with_its_reason()
    {
        _studio.Recognizer.Fail = _ => ParleyError.Provider(FailureCategory.InvalidOutput, "Nonsense came back.");
        await using var transcription = Start(new Recording(First, Second));

        var refused = await Assert.ThrowsAsync<ParleyException>(() => AllAsync(transcription));

        Assert.Equal((ErrorCodes.ProviderFailed, "Nonsense came back."), (refused.Error.Code, refused.Error.Message));
    }

    [Fact]
    public async Task Whoever_leaves_early_stops_the_work_and_frees_the_session()
    {
        var never = new TaskCompletionSource();
        await using (var transcription = Start(new Recording(First, Second) { Before = piece => piece == 0 ? Task.CompletedTask : never.Task }))
        {
            await foreach (var final in transcription.ReadAsync(Cancellation))
            {
                Assert.Equal("one two", final.Text);
                break;
            }
        }

        await Eventually.TrueAsync(() => _studio.Hub.Running == 0, "the session is free");
    }

    [Fact]
    public async Task Cancelled_it_ends_at_once_though_the_recording_does_not_go_on()
    {
        using var leave = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        await using var transcription = Start(new Recording(First) { Before = _ => never.Task });
        var reading = AllAsync(transcription, [], leave.Token);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Eventually.TrueAsync(() => _studio.Hub.Running == 0, "the session is free");
    }

    [Fact]
    public async Task A_server_that_stops_says_so_and_gives_what_was_recognised()
    {
        var stopping = new TaskCompletionSource();
        await using var transcription = Start(new Recording(First, Second) { Before = piece => piece == 0 ? Task.CompletedTask : stopping.Task });
        var finals = new List<string>();
        var reading = AllAsync(transcription, finals);
        await Eventually.TrueAsync(() => finals.Count == 1, "the first final");

        await _studio.Hub.StopAsync(Cancellation);
        stopping.SetResult();

        var refused = await Assert.ThrowsAsync<ParleyException>(() => reading);
        Assert.Equal((ErrorCodes.ShuttingDown, true), (refused.Error.Code, refused.Error.Retry));
        Assert.Equal(["one two"], finals);
    }

    [Fact]
    public async Task While_nobody_takes_the_finals_the_recording_waits()
    {
        var pieces = Enumerable.Repeat(First, 400).ToArray();
        var recording = new Recording(pieces);
        await using var transcription = Start(recording);
        await using var finals = transcription.ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await finals.MoveNextAsync());

        // In the time in which another recording of the same length is done, this one would be too.
        await using var other = Start(new Recording(pieces));
        Assert.Equal(400, (await AllAsync(other)).Count);

        // An utterance is at least three events, and 128 may wait; ten seconds of audio may be on their way.
        Assert.InRange(recording.Taken, 1, 60);

        var rest = 1;
        while (await finals.MoveNextAsync())
        {
            rest++;
        }

        Assert.Equal(400, rest);
    }

    [Fact]
    public async Task Progress_is_told_up_to_the_whole_length()
    {
        var told = new Told();
        await using var transcription = Start(new Recording(First, Second), new() { Progress = told });

        await AllAsync(transcription);

        Assert.Equal(told.Order(), told);
        Assert.Equal(TimeSpan.FromSeconds(5), told[^1]);
        Assert.True(told.Count >= 10);
    }

    [Theory]
    [InlineData("gpt-9", "en", ErrorCodes.UnknownModel)]
    [InlineData(null, "fr", ErrorCodes.UnsupportedLanguage)]
    [InlineData(null, "no such language", ErrorCodes.InvalidRequest)]
    public void What_cannot_be_recognised_is_refused_before_it_is_read(string? model, string language, string code)
    {
        var recording = new Recording(First);

        var refused = FileTranscription.Start(_studio.Hub, recording, new() { Model = model, Language = language });

        Assert.Equal(code, refused.Error?.Code);
        Assert.Equal(0, recording.Taken);
    }

    private FileTranscription Start(Recording recording, FileTranscriptionOptions? options = null) =>
        FileTranscription.Start(_studio.Hub, recording, options ?? new()).ValueOrThrow();

    private static async Task<List<TranscriptFinal>> AllAsync(
        FileTranscription transcription, List<string>? texts = null, CancellationToken? cancellation = null)
    {
        var finals = new List<TranscriptFinal>();
        await foreach (var final in transcription.ReadAsync(cancellation ?? Cancellation))
        {
            finals.Add(final);
            texts?.Add(final.Text);
        }

        return finals;
    }

    private sealed class Told : List<TimeSpan>, IProgress<TimeSpan>
    {
        public void Report(TimeSpan value) => Add(value);
    }
}
