using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Failures;
using Parley.Testing;
using Parley.Voices;

namespace Parley.Protocols.Tests.Voices;

/// <summary>Voice profiles over HTTP, from the upload to the deletion.</summary>
public sealed class VoiceProfileTests : IAsyncLifetime
{
    private readonly MemoryVoiceProfiles _profiles = new(most: 3);
    private readonly ScriptedSynthesizer _voice = new(clones: true);
    private TestServer _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(synthesizer: _voice, voices: _profiles);
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_becomes_a_profile_with_its_quality()
    {
        using var answer = await PostAsync("Anna", Recording(), ("language", "en-GB"), ("text", "Hello there."));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var profile = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var id = profile.GetProperty("id").GetString()!;
        Assert.Equal($"/api/voice-profile/{id}", answer.Headers.Location!.ToString());
        Assert.Equal(("Anna", $"profile/{id}", "en-GB", "Hello there."), (Text(profile, "name"), Text(profile, "voice"), Text(profile, "language"), Text(profile, "text")));
        Assert.Equal(JsonValueKind.Null, profile.GetProperty("embedding").ValueKind);
        var quality = profile.GetProperty("quality");
        Assert.Equal(4, quality.GetProperty("speech_seconds").GetDouble(), 0.1);
        Assert.Equal(-10.5, quality.GetProperty("loudness_dbfs").GetDouble(), 0.2);
        Assert.Equal(0, quality.GetProperty("clipped_share").GetDouble());
        Assert.Equal(120, quality.GetProperty("pitch_hz").GetDouble(), 3d);

        var shown = await _http.GetFromJsonAsync<JsonElement>($"/api/voice-profile/{id}", Cancellation);
        Assert.Equal(profile.ToString(), shown.ToString());
        Assert.Equal("Anna", Text((await _http.GetFromJsonAsync<JsonElement>("/api/voice-profile/anna", Cancellation)), "name"));
    }

    [Fact]
    public async Task The_fields_may_come_in_any_order_and_the_body_in_chunks()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Recording()), "file", "me.wav" }, { new StringContent("Anna"), "name" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/voice-profile") { Content = form };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await _http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("", 4, "name", "invalid_request", "0 characters; 1 to 64")]
    [InlineData("a\tb", 4, "name", "invalid_request", "control character")]
    [InlineData("Anna", 2, "file", "unsuitable_sample", "2 s of speech were heard; at least 3 s")]
    [InlineData("Anna", 62, "file", "unsuitable_sample", "62 s of speech were heard; at most 60 s")]
    public async Task What_cannot_be_a_profile_is_refused_with_its_field_and_its_limit(string name, double seconds, string param, string code, string message)
    {
        using var answer = await PostAsync(name, Wav.Of(VoiceRecording.Of(seconds)));
        await AssertRefusedAsync(answer, HttpStatusCode.BadRequest, param, code, message);
    }

    [Theory]
    [InlineData("language", "english please", "language")]
    [InlineData("colour", "blue", "colour")]
    [InlineData("name", "again", "name")]
    public async Task A_field_that_is_wrong_unknown_or_doubled_is_refused_by_name(string field, string value, string param)
    {
        using var answer = await PostAsync("Anna", Recording(), (field, value));
        await AssertRefusedAsync(answer, HttpStatusCode.BadRequest, param, ErrorCodes.InvalidRequest, "");
    }

    [Fact]
    public async Task Too_long_a_name_or_text_is_refused()
    {
        using var name = await PostAsync(new string('x', 65), Recording());
        await AssertRefusedAsync(name, HttpStatusCode.BadRequest, "name", ErrorCodes.InvalidRequest, "65 characters");
        using var text = await PostAsync("Anna", Recording(), ("text", new string('x', 2_001)));
        await AssertRefusedAsync(text, HttpStatusCode.BadRequest, "text", ErrorCodes.InvalidRequest, "2001 characters");
    }

    [Fact]
    public async Task What_is_no_recording_or_none_at_all_is_refused()
    {
        using var page = await PostAsync("Anna", "<html>"u8.ToArray());
        await AssertRefusedAsync(page, HttpStatusCode.UnsupportedMediaType, "file", ErrorCodes.UnsupportedAudio, "");
        using var form = new MultipartFormDataContent { { new StringContent("Anna"), "name" } };
        using var nothing = await _http.PostAsync("/api/voice-profile", form, Cancellation);
        await AssertRefusedAsync(nothing, HttpStatusCode.BadRequest, "file", ErrorCodes.InvalidRequest, "missing");
        using var plain = await _http.PostAsync("/api/voice-profile", new StringContent("hello"), Cancellation);
        await AssertRefusedAsync(plain, HttpStatusCode.BadRequest, null, ErrorCodes.InvalidRequest, "multipart/form-data");
    }

    [Fact]
    public async Task A_recording_over_the_limit_is_refused_unread()
    {
        using var form = new MultipartFormDataContent { { new StringContent("Anna"), "name" }, { new ByteArrayContent(new byte[34 << 20]), "file", "me.wav" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/voice-profile") { Content = form };
        request.Headers.ExpectContinue = true;
        using var answer = await _http.SendAsync(request, Cancellation);
        await AssertRefusedAsync(answer, HttpStatusCode.RequestEntityTooLarge, "file", ErrorCodes.UploadTooLarge, $"{32 << 20}");
    }

    [Fact]
    public async Task A_name_stands_once_and_profiles_are_counted()
    {
        foreach (var name in new[] { "Carla", "anna", "Bert" })
        {
            await AddAsync(name);
        }

        using var again = await PostAsync("ANNA", Recording());
        await AssertRefusedAsync(again, HttpStatusCode.Conflict, "name", ErrorCodes.VoiceExists, "ANNA");
        using var more = await PostAsync("Dora", Recording());
        await AssertRefusedAsync(more, HttpStatusCode.Conflict, "file", ErrorCodes.TooManyVoices, "3");

        var page = await _http.GetFromJsonAsync<JsonElement>("/api/voice-profiles?limit=2&offset=1", Cancellation);
        Assert.Equal((3, 1), (page.GetProperty("total").GetInt32(), page.GetProperty("offset").GetInt32()));
        Assert.Equal(["Bert", "Carla"], page.GetProperty("profiles").EnumerateArray().Select(one => Text(one, "name")));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=two")]
    [InlineData("offset=-1")]
    public async Task A_page_that_cannot_be_is_refused(string query)
    {
        using var answer = await _http.GetAsync($"/api/voice-profiles?{query}", Cancellation);
        await AssertRefusedAsync(answer, HttpStatusCode.BadRequest, query.Split('=')[0], ErrorCodes.InvalidRequest, "whole number");
    }

    [Fact]
    public async Task The_sample_is_a_wav_that_is_answered_in_ranges()
    {
        var id = await AddAsync("Anna");
        var whole = await _http.GetByteArrayAsync($"/api/voice-profile/{id}/sample", Cancellation);
        Assert.Equal("RIFF"u8.ToArray(), whole[..4]);

        // Four seconds of speech and a quarter of a second on either side.
        Assert.Equal(4.5 * 32_000, whole.Length, 4_000d);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/voice-profile/{id}/sample") { Headers = { Range = new RangeHeaderValue(100, 299) } };
        using var part = await _http.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode.PartialContent, "audio/wav"), (part.StatusCode, part.Content.Headers.ContentType?.MediaType));
        Assert.Equal(whole[100..300], await part.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_preview_is_spoken_with_the_sample()
    {
        var id = await AddAsync("Anna", ("text", "what I say"));
        using var answer = await _http.GetAsync($"/api/voice-profile/{id}/preview?text=one%20two", Cancellation);
        Assert.Equal((HttpStatusCode.OK, "audio/wav"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.True((await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length > 24_000 * 2 / 10);
        var spoken = Assert.Single(_voice.Requests);
        Assert.Equal(("one two", "what I say"), (spoken.Text, spoken.Sample?.Text));
        Assert.False(answer.Headers.Contains("x-parley-notice"));

        using var tooLong = await _http.GetAsync($"/api/voice-profile/{id}/preview?text={new string('x', 301)}", Cancellation);
        await AssertRefusedAsync(tooLong, HttpStatusCode.BadRequest, "text", ErrorCodes.InvalidRequest, "301 characters");
    }

    [Fact]
    public async Task A_text_is_spoken_with_a_profile_by_name_or_by_id()
    {
        var id = await AddAsync("Anna");
        foreach (var voice in new[] { "profile/anna", $"profile/{id}", id })
        {
            using var answer = await _http.PostAsJsonAsync("/v1/audio/speech", new { input = "one", voice, response_format = "pcm" }, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(3, _voice.Requests.Count(request => request.Sample is not null));
        using var gone = await _http.PostAsJsonAsync("/v1/audio/speech", new { input = "one", voice = "vp_gone", response_format = "pcm" }, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Where_no_engine_clones_the_answer_names_the_voice_that_speaks()
    {
        await using var server = await TestServer.StartAsync(synthesizer: new ScriptedSynthesizer(), voices: _profiles);
        await AddAsync("Anna", ("language", "en"));
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsJsonAsync("/v1/audio/speech", new { input = "one", voice = "profile/Anna", response_format = "pcm" }, Cancellation);
        Assert.Equal("voice_fallback", Assert.Single(answer.Headers.GetValues("x-parley-notice")));
        Assert.Equal("scripted-voice/calm", Assert.Single(answer.Headers.GetValues("x-parley-voice")));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_with_its_sample()
    {
        var id = await AddAsync("Anna");
        using var deleted = await _http.DeleteAsync($"/api/voice-profile/{id}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var path in new[] { "", "/sample", "/preview" })
        {
            using var gone = await _http.GetAsync($"/api/voice-profile/{id}{path}", Cancellation);
            await AssertRefusedAsync(gone, HttpStatusCode.NotFound, "id", ErrorCodes.VoiceNotFound, id);
        }

        using var again = await _http.DeleteAsync($"/api/voice-profile/{id}", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task A_store_that_is_down_is_a_503_that_says_when_to_come_back()
    {
        _profiles.Failure = VoiceErrors.Unavailable;
        using var answer = await _http.GetAsync("/api/voice-profiles", Cancellation);
        await AssertRefusedAsync(answer, HttpStatusCode.ServiceUnavailable, null, ErrorCodes.StorageUnavailable, "");
        Assert.Equal(5, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    [Fact]
    public async Task One_recording_more_than_are_listened_to_at_once_is_refused()
    {
        await using var server = await TestServer.StartAsync(options => options.Voices = options.Voices with { MaxUploads = 1 }, voices: _profiles);
        using var http = new HttpClient { BaseAddress = server.Address };

        // The half of a recording may come while another is listened to, and is refused itself: then it is sent again.
        for (var attempt = 1; ; attempt++)
        {
            var half = new HalfSent();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/voice-profile") { Content = half };
            var first = http.SendAsync(request, Cancellation);
            await half.Begun.WaitAsync(Cancellation);
            using var answer = await AskAsync(http, times: 20);
            half.Finish();
            using var other = await first;
            if (other.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == 10)
            {
                await AssertRefusedAsync(answer, HttpStatusCode.ServiceUnavailable, null, ErrorCodes.TooManySessions, "1 recordings");
                Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
                return;
            }
        }
    }

    /// <summary>Sends a recording until it is refused, so many times at most.</summary>
    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, int times)
    {
        while (true)
        {
            using var form = Form("Anna", Recording());
            var answer = await http.PostAsync("/api/voice-profile", form, Cancellation);
            if (answer.StatusCode != HttpStatusCode.Created || --times == 0)
            {
                return answer;
            }

            answer.Dispose();
            await http.DeleteAsync("/api/voice-profile/anna", Cancellation);
        }
    }

    private static byte[] Recording() => Wav.Of(VoiceRecording.Of(4));

    private static MultipartFormDataContent Form(string name, byte[] file, params (string Field, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent(name), "name" } };
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        form.Add(new ByteArrayContent(file), "file", "me.wav");
        return form;
    }

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string? param, string code, string message)
    {
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((code, param), (Text(problem, "code"), problem.TryGetProperty("param", out var field) ? field.GetString() : null));
        Assert.Contains(message, Text(problem, "detail")!, StringComparison.Ordinal);
    }

    private async Task<string> AddAsync(string name, params (string Field, string Value)[] fields)
    {
        using var answer = await PostAsync(name, Recording(), fields);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation), "id")!;
    }

    private async Task<HttpResponseMessage> PostAsync(string name, byte[] file, params (string Field, string Value)[] fields)
    {
        using var form = Form(name, file, fields);
        return await _http.PostAsync("/api/voice-profile", form, Cancellation);
    }

    /// <summary>A form whose second half waits.</summary>
    private sealed class HalfSent : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HalfSent() => Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        public Task Begun => _begun.Task;

        public void Finish() => _finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAnna\r\n"u8.ToArray(), Cancellation);
            await stream.FlushAsync(Cancellation);
            _begun.TrySetResult();
            await _finish.Task;
            await stream.WriteAsync("--b--\r\n"u8.ToArray(), Cancellation);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
