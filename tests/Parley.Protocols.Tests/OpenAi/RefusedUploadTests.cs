using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi;

/// <summary>What bad uploads get: OpenAI's error shape, naming field and limit.</summary>
public sealed class RefusedUploadTests
{
    private static readonly byte[] Speech = Wav.Of(Spoken.Words("hello world."), Spoken.Silence(1));

    public static TheoryData<string, string, int, string, string> RefusedFields => new()
    {
        { "model", "gpt-9", 404, "unknown_model", "model" },
        { "model", "gpt-4o-transcribe-diarize", 404, "unknown_model", "model" },
        { "response_format", "docx", 400, "invalid_request", "response_format" },
        { "response_format", "diarized_json", 400, "invalid_request", "response_format" },
        { "language", "fr", 400, "unsupported_language", "language" },
        { "language", "no such language", 400, "invalid_request", "language" },
        { "temperature", "warm", 400, "invalid_request", "temperature" },
        { "temperature", "1.1", 400, "invalid_request", "temperature" },
        { "temperature", "NaN", 400, "invalid_request", "temperature" },
        { "stream", "perhaps", 400, "invalid_request", "stream" },
        { "timestamp_granularities[]", "word", 400, "invalid_request", "timestamp_granularities[]" },
        { "timestamp_granularities[]", "letter", 400, "invalid_request", "timestamp_granularities[]" },
        { "prompt", new string('x', 65_537), 400, "invalid_request", "prompt" },
    };

    [Theory]
    [MemberData(nameof(RefusedFields))]
    public async Task A_bad_field_is_refused_before_the_file_and_after_it(string name, string value, int status, string code, string param)
    {
        await using var server = await TestServer.StartAsync();

        using var before = await TranscriptionTests.PostAsync(server, (name, value), TranscriptionTests.File(Speech));
        using var after = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Speech), (name, value));

        await AssertRefusedAsync(before, status, code, param);
        await AssertRefusedAsync(after, status, code, param);
        Assert.Equal(0, server.Hub.Running);
    }

    [Fact]
    public async Task A_field_given_twice_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var fields = await TranscriptionTests.PostAsync(
            server, ("model", "whisper-1"), ("model", "scripted"), TranscriptionTests.File(Speech));
        using var files = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Speech), TranscriptionTests.File(Speech));

        await AssertRefusedAsync(fields, 400, "invalid_request", "model");
        await AssertRefusedAsync(files, 400, "invalid_request", "file");
    }

    [Theory]
    [InlineData("srt")]
    [InlineData("vtt")]
    [InlineData("verbose_json")]
    public async Task A_format_that_cannot_be_streamed_is_refused_with_stream(string format)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await TranscriptionTests.PostAsync(
            server, ("stream", "true"), ("response_format", format), TranscriptionTests.File(Speech));

        await AssertRefusedAsync(answer, 400, "invalid_request", "stream");
    }

    [Fact]
    public async Task A_form_without_a_file_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await TranscriptionTests.PostAsync(server, ("model", "whisper-1"));

        await AssertRefusedAsync(answer, 400, "invalid_request", "file");
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await TranscriptionTests.PostAsync(server, TranscriptionTests.File([]));

        await AssertRefusedAsync(answer, 400, "invalid_audio", "file");
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXTINF:10,\n/etc/passwd\n")]
    [InlineData("#!/bin/sh\necho hello\n")]
    [InlineData("<html></html>")]
    public async Task What_is_no_audio_is_refused_whatever_it_is_called(string content)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Encoding.UTF8.GetBytes(content)));

        await AssertRefusedAsync(answer, 415, "unsupported_audio", "file");
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/form-data", "--x--")]
    [InlineData("multipart/form-data; boundary=edge", "no boundary anywhere")]
    [InlineData("multipart/form-data; boundary=edge", "--edge\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisp")]
    [InlineData("multipart/form-data; boundary=edge", "--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n--edge--\r\n")]
    [InlineData("multipart/form-data; boundary=edge", "--edge\r\nno header at all\r\n\r\nx\r\n--edge--\r\n")]
    public async Task A_body_that_is_no_form_is_refused(string type, string text)
    {
        await using var server = await TestServer.StartAsync();
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var answer = await TranscriptionTests.SendAsync(server, body);

        await AssertRefusedAsync(answer, 400, "invalid_request", null);
    }

    [Fact]
    public async Task An_upload_over_the_cap_is_refused_before_its_body_is_read()
    {
        await using var server = await TestServer.StartAsync();

        var status = await StatusOfAsync(
            server, "Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 2000000000\r\nExpect: 100-continue", []);

        Assert.Equal("HTTP/1.1 413 Payload Too Large", status);
    }

    [Fact]
    public async Task An_upload_without_a_length_is_refused_when_it_passes_the_cap()
    {
        await using var server = await TestServer.StartAsync(Limit(maxBytes: 10_000));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions")
        {
            Content = TranscriptionTests.Form(TranscriptionTests.File(Speech)),
        };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await TranscriptionTests.Client(server).SendAsync(request, TestContext.Current.CancellationToken);

        await AssertRefusedAsync(answer, 413, "upload_too_large", "file");
    }

    [Fact]
    public async Task A_recording_longer_than_the_cap_is_refused_however_small_the_file()
    {
        await using var server = await TestServer.StartAsync(Limit(maxSeconds: 2));
        using var answer = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Wav.Of(Spoken.Words("one"), Spoken.Silence(2))));

        await AssertRefusedAsync(answer, 413, "audio_too_long", "file");
    }

    [Fact]
    public async Task Streamed_what_was_heard_before_an_error_stands_and_the_error_follows()
    {
        await using var server = await TestServer.StartAsync(Limit(maxSeconds: 2));
        using var answer = await TranscriptionTests.PostAsync(
            server, ("stream", "true"),
            TranscriptionTests.File(Wav.Of(Spoken.Words("hello world."), Spoken.Silence(4))));

        var messages = (await TranscriptionTests.BodyAsync(answer)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, messages.Length);
        Assert.Contains("\"delta\":\"hello world.\"", messages[0], StringComparison.Ordinal);
        Assert.Contains("\"code\":\"audio_too_long\"", messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_audio_is_refused_while_it_still_arrives()
    {
        await using var server = await TestServer.StartAsync();

        // The rest is never sent: the answer must not wait for it.
        var status = await StatusOfAsync(
            server,
            "Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 400000",
            Encoding.ASCII.GetBytes(
                "--edge\r\nContent-Disposition: form-data; name=model\r\n\r\nwhisper-1\r\n"
                + "--edge\r\nContent-Disposition: form-data; name=language\r\n\r\nen\r\n"
                + $"--edge\r\nContent-Disposition: form-data; name=file\r\n\r\n{new string('?', 200_000)}"));

        Assert.Equal("HTTP/1.1 415 Unsupported Media Type", status);
    }

    [Fact]
    public async Task One_session_too_many_is_told_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync(limits: new SessionLimits { MaxSessions = 1 });
        Assert.True(server.Hub.Start(new SessionOptions()).Succeeded);

        using var answer = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Speech));

        await AssertRefusedAsync(answer, 503, "too_many_sessions", null, "server_error");
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task One_upload_too_many_is_told_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync(options => options.Files = new() { MaxUploads = 1 });
        using var half = new TcpClient();
        await half.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        await half.GetStream().WriteAsync(
            "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n--x\r\n"u8.ToArray(),
            TestContext.Current.CancellationToken);

        var answer = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Speech));
        while (answer.IsSuccessStatusCode)
        {
            // The first may still be on its way.
            answer.Dispose();
            answer = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Speech));
        }

        using var refused = answer;
        await AssertRefusedAsync(answer, 503, "too_many_sessions", null, "server_error");
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task An_engine_that_fails_is_a_bad_gateway()
    {
        await using var server = await TestServer.StartAsync();
        server.Recognizer.Fail = _ => ParleyError.Provider(FailureCategory.InvalidOutput, "Nonsense came back.");

        using var answer = await TranscriptionTests.PostAsync(server, TranscriptionTests.File(Speech));

        await AssertRefusedAsync(answer, 502, "provider_failed", null, "server_error");
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    /// <summary>The first line of the answer to a request whose body is perhaps never finished.</summary>
    private static async Task<string?> StatusOfAsync(TestServer server, string headers, byte[] body)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        var head = Encoding.ASCII.GetBytes($"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n");
        await stream.WriteAsync((byte[])[.. head, .. body], TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        return await reader.ReadLineAsync(patience.Token);
    }

    private static Action<ProtocolOptions> Limit(long maxBytes = 1 << 30, double maxSeconds = 3600) => options =>
        options.Files = new() { Audio = new AudioFileLimits(maxBytes, TimeSpan.FromSeconds(maxSeconds), TimeSpan.FromSeconds(30)) };

    internal static async Task AssertRefusedAsync(
        HttpResponseMessage answer, int status, string code, string? param, string type = "invalid_request_error")
    {
        var body = JsonDocument.Parse(await TranscriptionTests.BodyAsync(answer)).RootElement.GetProperty("error");
        Assert.Equal((status, code, param, type), ((int)answer.StatusCode, body.Text("code"), body.Text("param"), body.Text("type")));
        Assert.Equal(["message", "type", "param", "code"], [.. body.EnumerateObject().Select(field => field.Name)]);
        body.Some("message");
        Assert.NotEmpty(Assert.Single(answer.Headers.GetValues("x-request-id")));
    }
}
