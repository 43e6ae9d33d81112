using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parley.Audio.Files;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi.Speech;

public sealed class SpeechTests : IAsyncLifetime
{
    private const string Text = "one two three four five six seven eight nine ten";
    private const double Seconds = 1;
    private const int Rate = 24_000;

    private readonly ScriptedSynthesizer _voice = new();
    private TestServer _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(options => options.Speech = options.Speech with { MaxSpeeches = 2 }, synthesizer: _voice);
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Pcm_is_16_bits_at_24_kHz_and_lasts_as_long_as_what_was_said()
    {
        using var answer = await PostAsync(new { input = Text, voice = "calm", response_format = "pcm" });

        Assert.Equal((HttpStatusCode.OK, "audio/pcm"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(2 * Rate * Seconds, bytes.Length);
        var loudest = Enumerable.Range(0, bytes.Length / 2).Max(at => Math.Abs((int)BitConverter.ToInt16(bytes, 2 * at)));
        Assert.InRange(loudest, ScriptedSynthesizer.Loudness * 0.9, ScriptedSynthesizer.Loudness * 1.2);
    }

    [Theory]
    [InlineData("mp3", "audio/mpeg", "mp3")]
    [InlineData("opus", "audio/ogg", "ogg")]
    [InlineData("aac", "audio/aac", "aac")]
    [InlineData("flac", "audio/flac", "flac")]
    [InlineData("wav", "audio/wav", "wav")]
    public async Task Every_format_is_what_its_name_says_and_can_be_played(string format, string contentType, string container)
    {
        using var answer = await PostAsync(new { model = "tts-1", input = Text, voice = "calm", response_format = format });

        Assert.Equal((HttpStatusCode.OK, contentType), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        await using var bytes = await answer.Content.ReadAsStreamAsync(Cancellation);
        var opened = await AudioFile.OpenAsync(bytes, AudioFileLimits.Default, TimeProvider.System, Cancellation);
        await using var source = opened.ValueOrThrow();
        Assert.Equal(container, source.Container);
        var (samples, block) = (0, new float[16_000]);
        while ((await source.ReadAsync(block, Cancellation)).ValueOrThrow() is > 0 and var read)
        {
            samples += read;
        }

        // Frames of a codec do not end where the speech does.
        Assert.InRange(samples / 16_000.0, Seconds - 0.05, Seconds + 0.2);
    }

    [Fact]
    public async Task Without_a_format_it_is_mp3()
    {
        using var answer = await PostAsync(new { input = Text, voice = "calm" });
        Assert.Equal("audio/mpeg", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_first_piece_is_sent_before_the_last_is_spoken()
    {
        var heard = new TaskCompletionSource();
        _voice.Before = (word, cancellation) => string.Equals(word, "two", StringComparison.Ordinal) ? heard.Task.WaitAsync(cancellation) : Task.CompletedTask;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech")
        {
            Content = JsonContent.Create(new { input = "one two", voice = "calm", response_format = "pcm" }),
        };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        Assert.NotEqual(0, await body.ReadAsync(new byte[1_000], Cancellation));
        heard.SetResult();
        await body.CopyToAsync(Stream.Null, Cancellation);
    }

    [Fact]
    public async Task As_events_the_pieces_put_together_are_the_audio_and_done_comes_last()
    {
        using var answer = await PostAsync(new { input = Text, voice = "calm", response_format = "pcm", stream_format = "sse" });

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var events = (await answer.Content.ReadAsStringAsync(Cancellation)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(data => JsonDocument.Parse(data["data: ".Length..]).RootElement).ToList();
        Assert.Equal("speech.audio.done", events[^1].Text("type"));
        Assert.All(events[..^1], data => Assert.Equal("speech.audio.delta", data.Text("type")));
        Assert.Equal(2 * Rate * Seconds, events[..^1].Sum(data => data.GetProperty("audio").GetBytesFromBase64().Length));
    }

    [Fact]
    public async Task Voice_language_and_speed_reach_the_synthesiser()
    {
        using var answer = await PostAsync(new { input = "one", voice = new { id = "bright" }, language = "zh-TW", speed = 2, response_format = "pcm" });
        Assert.Equal(new SynthesisRequest("one") { Voice = "bright", Language = "zh-TW", Speed = 2 }, Assert.Single(_voice.Requests));
    }

    [Theory]
    [InlineData("""{"voice":"calm"}""", "input", "is missing")]
    [InlineData("""{"input":7}""", "input", "must be text")]
    [InlineData("""{"input":" \n "}""", "input", "no words")]
    [InlineData("""{"input":"x","response_format":"mp4"}""", "response_format", "mp3, opus, aac, flac, wav, pcm")]
    [InlineData("""{"input":"x","speed":5}""", "speed", "0.25 to 4")]
    [InlineData("""{"input":"x","speed":"fast"}""", "speed", "0.25 to 4")]
    [InlineData("""{"input":"x","stream_format":"raw"}""", "stream_format", "audio or sse")]
    [InlineData("""{"input":"x","voice":7}""", "voice", "must be text")]
    public async Task A_bad_field_is_named_with_what_it_may_be(string body, string field, string part)
    {
        var (status, error) = await RefusedAsync(body);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, error.Text("param")));
        Assert.Contains(part, error.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("input=x")]
    [InlineData("[1]")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        var (status, error) = await RefusedAsync(body);
        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.InvalidJson), (status, error.Text("code")));
    }

    [Fact]
    public async Task A_text_over_the_limit_is_refused_and_the_limit_named()
    {
        var (status, error) = await RefusedAsync(JsonSerializer.Serialize(new { input = new string('x', 4_097) }));
        Assert.Equal((HttpStatusCode.BadRequest, "input"), (status, error.Text("param")));
        Assert.Contains("4096", error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_the_limit_named()
    {
        var (status, error) = await RefusedAsync(JsonSerializer.Serialize(new { input = "x", more = new string('x', 70_000) }));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ErrorCodes.MessageTooLarge), (status, error.Text("code")));
        Assert.Contains("65536", error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_not_found_and_the_answer_names_those_there_are()
    {
        var (status, error) = await RefusedAsync("""{"input":"x","model":"nobody"}""");
        Assert.Equal((HttpStatusCode.NotFound, "model"), (status, error.Text("param")));
        Assert.Contains("scripted-voice", error.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pcm")]
    [InlineData("mp3")]
    public async Task A_failure_before_the_first_word_is_an_answer(string format)
    {
        _voice.Fail = _ => ParleyError.Provider(FailureCategory.Transient, "The engine is gone.");
        var (status, error) = await RefusedAsync(JsonSerializer.Serialize(new { input = "x", response_format = format }));
        Assert.Equal((HttpStatusCode.BadGateway, ErrorCodes.ProviderFailed), (status, error.Text("code")));
    }

    [Theory]
    [InlineData("pcm")]
    [InlineData("mp3")]
    public async Task A_failure_later_breaks_the_answer_off(string format)
    {
        _voice.Fail = word => string.Equals(word, "ten", StringComparison.Ordinal) ? ParleyError.Provider(FailureCategory.Transient, "Gone.") : null;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(new { input = string.Concat(Enumerable.Repeat(Text + " ", 20)), response_format = format }));
    }

    [Fact]
    public async Task One_text_more_than_the_server_speaks_at_once_is_refused_with_a_time_to_come_back()
    {
        var (asked, release) = (new SemaphoreSlim(0), new TaskCompletionSource());
        _voice.Before = (_, cancellation) =>
        {
            asked.Release();
            return release.Task.WaitAsync(cancellation);
        };
        var body = new { input = "one", response_format = "pcm" };
        var held = new[] { PostAsync(body), PostAsync(body) };
        await asked.WaitAsync(Cancellation);
        await asked.WaitAsync(Cancellation);
        using var refused = await PostAsync(body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        release.SetResult();
        foreach (var answer in await Task.WhenAll(held))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_client_that_leaves_stops_the_synthesis()
    {
        var (asked, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        _voice.Before = async (_, cancellation) =>
        {
            await using var stop = cancellation.Register(stopped.SetResult);
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var posted = _http.PostAsJsonAsync("/v1/audio/speech", new { input = "one", response_format = "pcm" }, leave.Token);
        await asked.Task.WaitAsync(Cancellation);
        await leave.CancelAsync();
        await stopped.Task.WaitAsync(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posted);
    }

    [Fact]
    public async Task The_voices_are_listed_with_their_languages()
    {
        var list = await _http.GetFromJsonAsync<JsonElement>("/v1/audio/voices", Cancellation);
        var voices = list.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal([("calm", "en"), ("clear", "en"), ("bright", "zh")], voices.Select(voice => (voice.Text("id"), voice.Text("language"))));
        Assert.All(voices, voice => Assert.Equal("scripted-voice", voice.Text("model")));
    }

    private Task<HttpResponseMessage> PostAsync(object body) => _http.PostAsJsonAsync("/v1/audio/speech", body, Cancellation);

    private async Task<(HttpStatusCode Status, JsonElement Error)> RefusedAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync("/v1/audio/speech", content, Cancellation);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (answer.StatusCode, json.GetProperty("error"));
    }
}
