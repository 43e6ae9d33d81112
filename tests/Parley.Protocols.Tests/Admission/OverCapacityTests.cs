using Parley.Engine.Sessions;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Tests.Grpc.GoogleSpeech;
using Parley.Protocols.Tests.Grpc.Speech;
using Parley.Protocols.Tests.HttpSessions;
using Parley.Protocols.Tests.OpenAi;
using Parley.Protocols.Tests.OpenAi.Realtime;
using Parley.Protocols.Tests.SocketIO.Speech;
using Parley.Protocols.Tests.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.Admission;

/// <summary>An engine that has enough to do, as each protocol says it; and who is not refused for it.</summary>
public sealed class OverCapacityTests : IAsyncLifetime
{
    private TestServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(limits: new SessionLimits { RetryAfter = TimeSpan.FromMilliseconds(1_500) });
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact]
    public async Task A_WebSocket_gets_an_error_and_is_closed_with_1013()
    {
        Overwhelm();
        using var client = await TestClient.StartAsync(Server);

        var refusal = await client.NextAsync();

        Assert.Equal(("error", "over_capacity", 1_500), (refusal.Text("type"), refusal.Text("code"), refusal.Number("retry_after_ms")));
        Assert.True(refusal.GetProperty("retry").GetBoolean());
        Assert.Empty(await client.RestAsync());
        Assert.Equal((1013, "over_capacity"), ((int?)client.CloseStatus, client.CloseReason));
    }

    [Fact]
    public async Task A_session_over_HTTP_is_answered_with_503_and_a_time_to_come_back()
    {
        Overwhelm();
        using var http = HttpClientSession.Client(Server);

        using var answer = await http.PostAsync("/v1/sessions", null, Cancellation);

        Assert.Equal((503, TimeSpan.FromSeconds(2)), ((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await HttpClientSession.JsonAsync(answer);
        Assert.Equal(("over_capacity", 1_500), (problem.Text("code"), problem.Number("retry_after_ms")));
    }

    [Fact]
    public async Task A_recording_is_answered_with_503_in_the_shape_of_OpenAI()
    {
        Overwhelm();

        using var answer = await TranscriptionTests.PostAsync(Server, TranscriptionTests.File(Wav.Of(Spoken.Words("one"))));

        Assert.Equal((503, TimeSpan.FromSeconds(2)), ((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        var error = (await HttpClientSession.JsonAsync(answer)).GetProperty("error");
        Assert.Equal(("over_capacity", "server_error"), (error.Text("code"), error.Text("type")));
    }

    [Fact]
    public async Task A_gRPC_call_ends_as_RESOURCE_EXHAUSTED_with_a_time_to_come_back()
    {
        Overwhelm();
        using var call = await LiveCall.StartAsync(Server);

        var end = await call.EndAsync();

        Assert.Equal((GrpcCode.ResourceExhausted, "over_capacity"), (end.Code, end.Error));
        Assert.Equal(("1500", "1500"), (end["parley-retry-after-ms"], end["grpc-retry-pushback-ms"]));
    }

    [Fact]
    public async Task A_call_of_Googles_service_ends_as_RESOURCE_EXHAUSTED()
    {
        Overwhelm();
        using var stream = await GoogleCall.StreamAsync(Server, new() { Config = GoogleCall.Config() });
        await stream.SpeakAsync(Spoken.S16Le(Spoken.Words("one")));
        var (_, recording) = await GoogleCall.RecognizeAsync(Server, Spoken.S16Le(Spoken.Words("one")), GoogleCall.Config());

        Assert.Equal((GrpcCode.ResourceExhausted, GrpcCode.ResourceExhausted), ((await stream.EndAsync()).Code, recording.Code));
    }

    [Fact]
    public async Task A_realtime_client_gets_an_error_with_its_first_audio_and_is_closed_with_1013()
    {
        using var client = await RealtimeClient.StartAsync(Server);
        Overwhelm();
        await client.SpeakAsync(Spoken.Words("one"));

        var error = await client.RefusedAsync();

        Assert.Equal(
            ("server_error", "over_capacity", 1_500), (error.Text("type"), error.Text("code"), error.Number("retry_after_ms")));
        Assert.Empty(await client.RestAsync());
        Assert.Equal(1013, (int?)client.CloseStatus);
    }

    [Fact]
    public async Task A_Socket_IO_client_is_told_when_it_asks_for_a_session_and_may_ask_again()
    {
        Overwhelm();
        using var client = await SpeechClient.ConnectAsync(Server);

        var error = (await client.AskAsync("session.start")).GetProperty("error");

        Assert.Equal(("over_capacity", 1_500), (error.Text("code"), error.Number("retry_after_ms")));
        Assert.Equal("over_capacity", (await client.NextAsync("error")).Text("code"));
        Server.Service<ScriptedPressure>().Now = default;
        Assert.True((await client.AskAsync("session.start")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Whoever_comes_back_reads_along_or_speaks_on_is_not_refused()
    {
        using var first = await TestClient.StartAsync(Server, "\"resumable\":true,\"mode\":\"batch\"");
        var id = (await first.NextAsync("session.started")).Some("session_id");
        using var another = await TestClient.StartAsync(Server, "\"mode\":\"batch\"");
        await another.NextAsync("session.started");
        Overwhelm();
        first.Abort();

        using var again = await TestClient.ResumeAsync(Server, id, 1);
        Assert.Equal(2, (await again.NextAsync("session.resumed")).Number("epoch"));
        using var reader = await TestClient.ConnectAsync(Server, $"/v1/sessions/{id}");
        await reader.NextAsync("session.started");
        await another.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        Assert.Equal("one two", (await another.NextAsync("transcript.final")).Text("text"));
    }

    private void Overwhelm() => Server.Service<ScriptedPressure>().Overwhelm();
}
