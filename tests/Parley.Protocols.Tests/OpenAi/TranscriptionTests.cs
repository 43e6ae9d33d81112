using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parley.Testing;

namespace Parley.Protocols.Tests.OpenAi;

public sealed class TranscriptionTests
{
    private static readonly byte[] TwoSentences = Wav.Of(
        Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1), Spoken.Words("the quick brown fox"), Spoken.Silence(1));

    [Fact]
    public async Task By_default_the_answer_is_the_text_and_the_length_in_json()
    {
        await using var server = await TestServer.StartAsync();

        using var answer = await PostAsync(server, File(TwoSentences));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"text":"hello world. the quick brown fox","usage":{"type":"duration","seconds":4}}""", await BodyAsync(answer));
        Assert.Single(answer.Headers.GetValues("x-request-id"));
    }

    [Fact]
    public async Task Text_is_one_line()
    {
        await using var server = await TestServer.StartAsync();

        using var answer = await PostAsync(server, File(TwoSentences), ("response_format", "text"));

        Assert.Equal("hello world. the quick brown fox\n", await BodyAsync(answer));
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Subtitles_come_as_SubRip_and_as_WebVtt()
    {
        await using var server = await TestServer.StartAsync();

        using var srt = await PostAsync(server, File(TwoSentences), ("response_format", "srt"));
        using var vtt = await PostAsync(server, File(TwoSentences), ("response_format", "vtt"));

        Assert.StartsWith("1\n00:00:00,512 --> 00:00:00,992\nhello world.\n\n2\n", await BodyAsync(srt), StringComparison.Ordinal);
        Assert.StartsWith("WEBVTT\n\n00:00:00.512 --> ", await BodyAsync(vtt), StringComparison.Ordinal);
        Assert.Equal("text/vtt; charset=utf-8", vtt.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Verbose_json_has_a_segment_an_utterance_with_every_field_clients_read()
    {
        await using var server = await TestServer.StartAsync();

        using var answer = await PostAsync(
            server, File(TwoSentences), ("response_format", "verbose_json"), ("language", "en"), ("temperature", "0.2"),
            ("timestamp_granularities[]", "segment"));

        var body = JsonDocument.Parse(await BodyAsync(answer)).RootElement;
        Assert.Equal("transcribe", body.Text("task"));
        Assert.Equal("english", body.Text("language"));
        Assert.Equal(4, body.GetProperty("duration").GetDouble());
        Assert.Equal("hello world. the quick brown fox", body.Text("text"));
        var segment = body.GetProperty("segments")[1];
        Assert.Equal(
            ["id", "seek", "start", "end", "text", "tokens", "temperature", "avg_logprob", "compression_ratio", "no_speech_prob"],
            [.. segment.EnumerateObject().Select(field => field.Name)]);
        Assert.Equal(1, segment.Number("id"));
        Assert.Equal("the quick brown fox", segment.Text("text"));
        Assert.Equal(2.0, segment.GetProperty("start").GetDouble(), 0.05);
        Assert.Equal(3.0, segment.GetProperty("end").GetDouble(), 0.05);
        Assert.Equal(0.2, segment.GetProperty("temperature").GetDouble());
    }

    [Fact]
    public async Task Streamed_each_utterance_is_a_delta_with_its_times_and_the_deltas_make_the_text()
    {
        await using var server = await TestServer.StartAsync();

        using var answer = await PostAsync(server, ("stream", "true"), File(TwoSentences));

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.ToString());
        var events = (await BodyAsync(answer)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, e => Assert.StartsWith("data: ", e, StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", events[^1]);
        var messages = events[..^1].Select(e => JsonDocument.Parse(e["data: ".Length..]).RootElement).ToList();
        Assert.Equal(
            ["transcript.text.delta", "transcript.text.delta", "transcript.text.done"], [.. messages.Select(m => m.Text("type")!)]);
        Assert.Equal(messages[2].Text("text"), messages[0].Text("delta") + messages[1].Text("delta"));
        Assert.Equal(2.0, messages[1].GetProperty("start").GetDouble(), 0.05);
        Assert.Equal("duration", messages[2].GetProperty("usage").Text("type"));
        Assert.Equal(4, messages[2].GetProperty("usage").Number("seconds"));
    }

    [Fact]
    public async Task A_streamed_utterance_arrives_before_the_recording_is_finished()
    {
        await using var server = await TestServer.StartAsync();
        var second = new TaskCompletionSource();
        server.Recognizer.Before = (text, _) => text is "hello world." ? Task.CompletedTask : second.Task;

        using var answer = await SendAsync(server, Form(("stream", "true"), File(TwoSentences)), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var first = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
        second.SetResult();

        Assert.Contains("\"delta\":\"hello world.\"", first, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", await lines.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_may_come_after_the_file()
    {
        await using var server = await TestServer.StartAsync(others: new ScriptedRecognizer("other"));

        using var answer = await PostAsync(
            server, File(TwoSentences), ("model", "other"), ("language", "en"), ("response_format", "text"));

        Assert.Equal("hello world. the quick brown fox\n", await BodyAsync(answer));
        Assert.Empty(server.Recognizer.Requests);
    }

    [Fact]
    public async Task A_recording_is_recognised_while_it_still_arrives()
    {
        await using var server = await TestServer.StartAsync();
        var recognised = new TaskCompletionSource();
        server.Recognizer.Before = (_, _) =>
        {
            recognised.TrySetResult();
            return Task.CompletedTask;
        };

        // The tail of the file is not sent before the first sentence was recognised.
        var recording = Wav.Of(
            Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(8), Spoken.Words("the quick brown fox"), Spoken.Silence(1));
        var file = new HalvedContent(recording, recording.Length * 3 / 4, recognised.Task);
        using var answer = await PostAsync(
            server, ("model", "whisper-1"), ("language", "en"), ("file", file));

        Assert.Contains("hello world. the quick brown fox", await BodyAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_without_a_length_is_read_to_its_end()
    {
        await using var server = await TestServer.StartAsync();
        using var form = Form(File(TwoSentences));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions") { Content = form };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await Client(server).SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("hello world.", await BodyAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_without_quotes_and_a_file_name_that_is_a_path_do_no_harm()
    {
        await using var server = await TestServer.StartAsync();
        var head = Encoding.UTF8.GetBytes(
            "--edge\r\nContent-Disposition: form-data; name=file; filename=\"../../oai/語音.wav\"; "
            + "filename*=utf-8''..%2F..%2Foai%2Ftest.wav\r\n\r\n");
        var tail = Encoding.UTF8.GetBytes(
            "\r\n--edge\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=response_format\r\n\r\n"
            + "text\r\n--edge--\r\n");
        using var body = new ByteArrayContent([.. head, .. TwoSentences, .. tail]);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=\"edge\"");

        using var answer = await SendAsync(server, body);

        Assert.Equal("hello world. the quick brown fox\n", await BodyAsync(answer));
    }

    [Fact]
    public async Task When_the_client_leaves_the_work_stops()
    {
        await using var server = await TestServer.StartAsync();
        var asked = new TaskCompletionSource();
        server.Recognizer.Before = (_, cancellation) =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, server.Time, cancellation);
        };
        using var leave = new CancellationTokenSource();
        var answer = Client(server).PostAsync("/v1/audio/transcriptions", Form(File(TwoSentences)), leave.Token);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, server.Hub.Running);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }

    internal static (string Name, HttpContent Content) File(byte[] bytes) => ("file", new ByteArrayContent(bytes));

    internal static MultipartFormDataContent Form(params object[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var part in parts)
        {
            switch (part)
            {
                case (string name, string text):
                    form.Add(new StringContent(text), name);
                    break;
                case (string name, HttpContent content):
                    form.Add(content, name, "recording.bin");
                    break;
                default:
                    throw new ArgumentException($"{part} is no part.", nameof(parts));
            }
        }

        return form;
    }

    internal static Task<HttpResponseMessage> PostAsync(TestServer server, params object[] parts) => SendAsync(server, Form(parts));

    internal static async Task<HttpResponseMessage> SendAsync(
        TestServer server, HttpContent body, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead, string path = "/v1/audio/transcriptions")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        return await Client(server).SendAsync(request, until, TestContext.Current.CancellationToken);
    }

    internal static Task<string> BodyAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    internal static HttpClient Client(TestServer server) => new() { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
}
