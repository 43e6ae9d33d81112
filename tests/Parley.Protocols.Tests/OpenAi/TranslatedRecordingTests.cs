using System.Net;
using System.Text.Json;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi;

/// <summary><c>POST /v1/audio/translations</c>: recordings in any language as English text.</summary>
public sealed class TranslatedRecordingTests
{
    private const string Translated = "hello-en world.-en the-en quick-en brown-en fox-en";

    private static readonly byte[] TwoSentences = Wav.Of(
        Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1), Spoken.Words("the quick brown fox"), Spoken.Silence(1));

    private readonly ScriptedTranslator _translator = new("dictionary", new LanguagePair("zh", "en"));

    [Fact]
    public async Task By_default_the_answer_is_the_translation_in_json()
    {
        await using var server = await TestServer.StartAsync(translator: _translator);

        using var answer = await PostAsync(server, File(), ("language", "zh"), ("prompt", "Parley"), ("temperature", "0.2"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($$$"""{"text":"{{{Translated}}}","usage":{"type":"duration","seconds":4}}""", await TranscriptionTests.BodyAsync(answer));
        Assert.All(_translator.Requests, asked => Assert.Equal(("zh", "en"), (asked.From, asked.To)));
    }

    [Theory]
    [InlineData("text", Translated + "\n")]
    [InlineData("srt", "1\n00:00:00,512 --> 00:00:00,992\nhello-en world.-en\n\n2\n00:00:02,")]
    [InlineData("vtt", "WEBVTT\n\n00:00:00.512 --> 00:00:00.992\nhello-en world.-en\n\n00:00:02.")]
    public async Task Text_and_subtitles_are_in_English_at_the_times_at_which_it_was_spoken(string format, string beginning)
    {
        await using var server = await TestServer.StartAsync(translator: _translator);

        using var answer = await PostAsync(server, ("language", "zh"), ("response_format", format), File());

        Assert.StartsWith(beginning, await TranscriptionTests.BodyAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_json_says_that_it_is_a_translation_and_its_segments_keep_their_times()
    {
        await using var server = await TestServer.StartAsync(translator: _translator);

        using var answer = await PostAsync(
            server, ("language", "chinese"), ("response_format", "verbose_json"), ("timestamp_granularities[]", "word"), File());

        var body = JsonDocument.Parse(await TranscriptionTests.BodyAsync(answer)).RootElement;
        Assert.Equal(("translate", "english", Translated), (body.Text("task"), body.Text("language"), body.Text("text")));
        var segments = body.GetProperty("segments");
        Assert.Equal(["hello-en world.-en", "the-en quick-en brown-en fox-en"], [.. segments.EnumerateArray().Select(segment => segment.Text("text")!)]);
        Assert.Equal(2.0, segments[1].GetProperty("start").GetDouble(), 0.05);
        Assert.Equal(3.0, segments[1].GetProperty("end").GetDouble(), 0.05);
        Assert.False(body.TryGetProperty("words", out _));
    }

    [Fact]
    public async Task English_is_answered_as_it_was_spoken_and_nobody_is_asked()
    {
        await using var server = await TestServer.StartAsync(translator: _translator);

        using var answer = await PostAsync(server, ("language", "en-GB"), ("response_format", "text"), File());

        Assert.Equal("hello world. the quick brown fox\n", await TranscriptionTests.BodyAsync(answer));
        Assert.Empty(_translator.Requests);
    }

    [Fact]
    public async Task Where_nobody_says_what_is_spoken_each_utterance_is_translated_from_what_was_heard()
    {
        await using var server = await TestServer.StartAsync(translator: _translator);
        server.Recognizer.Heard = text => text.StartsWith("hello", StringComparison.Ordinal) ? "en" : "zh";

        using var answer = await PostAsync(server, ("model", "whisper-1"), File());

        Assert.Contains("hello world. the-en quick-en brown-en fox-en", await TranscriptionTests.BodyAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utterances_are_translated_side_by_side_and_stay_in_their_order()
    {
        await using var server = await TestServer.StartAsync(translator: _translator);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _translator.Before = (asked, cancellation) =>
        {
            if (asked.Text.StartsWith("hello", StringComparison.Ordinal))
            {
                return second.Task.WaitAsync(cancellation);
            }

            second.TrySetResult();
            return Task.CompletedTask;
        };

        using var answer = await PostAsync(server, ("language", "zh"), ("response_format", "text"), File());

        Assert.Equal(Translated + "\n", await TranscriptionTests.BodyAsync(answer));
    }

    [Fact]
    public async Task Streamed_each_utterance_is_a_delta()
    {
        await using var server = await TestServer.StartAsync(translator: _translator);

        using var answer = await PostAsync(server, ("language", "zh"), ("stream", "true"), File());

        var events = (await TranscriptionTests.BodyAsync(answer)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, events.Length);
        Assert.Contains("\"delta\":\"hello-en world.-en\"", events[0], StringComparison.Ordinal);
        Assert.Contains($"\"text\":\"{Translated}\"", events[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(4_000_000)]
    public async Task A_language_that_nobody_translates_is_refused_with_the_reason_however_long_the_recording(int bytes)
    {
        await using var server = await TestServer.StartAsync();
        server.Recognizer.Before = (_, _) => throw new InvalidOperationException("Nothing was to be recognised.");

        using var answer = await PostAsync(
            server, ("model", "whisper-1"), ("language", "zh"), TranscriptionTests.File(new byte[bytes]));

        await RefusedUploadTests.AssertRefusedAsync(answer, 400, "invalid_request", "model");
        Assert.Contains(
            "No model of this server translates from zh to en. /v1/audio/transcriptions gives",
            await TranscriptionTests.BodyAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh")]
    [InlineData(null)]
    public async Task A_language_that_turns_out_to_be_one_that_nobody_translates_is_refused_in_the_same_way(string? heard)
    {
        await using var server = await TestServer.StartAsync();
        server.Recognizer.Heard = _ => heard;

        using var answer = await PostAsync(server, File());

        await RefusedUploadTests.AssertRefusedAsync(answer, 400, "invalid_request", "model");
        Assert.Contains("No model of this server translates", await TranscriptionTests.BodyAsync(answer), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Fact]
    public async Task A_translator_that_fails_is_a_bad_gateway()
    {
        await using var server = await TestServer.StartAsync(translator: _translator);
        _translator.Fail = _ => ParleyError.Provider(FailureCategory.InvalidOutput, "Nonsense came back.");

        using var answer = await PostAsync(server, ("language", "zh"), File());

        await RefusedUploadTests.AssertRefusedAsync(answer, 502, "provider_failed", null, "server_error");
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    [Theory]
    [InlineData("model", "gpt-9", 404, "unknown_model")]
    [InlineData("response_format", "docx", 400, "invalid_request")]
    [InlineData("temperature", "1.1", 400, "invalid_request")]
    [InlineData("language", "fr", 400, "unsupported_language")]
    public async Task Fields_are_refused_as_for_transcriptions(string name, string value, int status, string code)
    {
        await using var server = await TestServer.StartAsync(translator: _translator);

        using var answer = await PostAsync(server, (name, value), File());

        await RefusedUploadTests.AssertRefusedAsync(answer, status, code, name);
    }

    private static (string Name, HttpContent Content) File() => TranscriptionTests.File(TwoSentences);

    private static Task<HttpResponseMessage> PostAsync(TestServer server, params object[] parts) =>
        TranscriptionTests.SendAsync(server, TranscriptionTests.Form(parts), path: "/v1/audio/translations");
}
