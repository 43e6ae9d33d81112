using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Protocols.Tests.HttpSessions;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>The session protocol over plain HTTP, its events as server-sent events.</summary>
internal sealed class HttpDriver : SpeechDriver
{
    public override string Name => "HTTP + SSE";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        ("audio_before_start second_start", "A session has an address once it is made, and every POST to /v1/sessions makes another."),
        ("unknown_type", "Requests have addresses and methods, not types."),
        ("invalid_utf8", "A body has no frames; one that is not UTF-8 is no JSON, and gets that answer."),
        ("chunk_too_large", "A body may be of any length: it is heard while it arrives."),
        ("idle", "It is always resumable: without audio the session waits for its resume_window, and ends as abandoned."),
        ("too_many_errors", "Every request is answered by itself."),
        ("position_back", "A request whose answer was lost may be sent again, so what is held already is dropped without a word."),
        ("empty_chunk", "A request without a body adds nothing, and is answered with how far the audio is held."),
        ("not_resumable", "Its sessions are always resumable."),
        (Why.Files, Why.NoFiles));

    public override Task<Conversation> ConnectAsync(TestServer server) =>
        Task.FromResult<Conversation>(new Talk(HttpClientSession.Client(server), null, 0));

    public override Task<Conversation> ResumeAsync(TestServer server, string id, long after) =>
        Task.FromResult<Conversation>(new Talk(HttpClientSession.Client(server), id, after));

    public override Task<Conversation> FollowAsync(TestServer server, string id) => ResumeAsync(server, id, 0);

    private sealed class Talk(HttpClient http, string? id, long after) : Conversation
    {
        private string? _id = id;
        private EventReader? _events;

        private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

        private string Path => $"/v1/sessions/{_id}";

        public override Task StartAsync(Ask ask)
        {
            Asked = ask;
            return StartAsync(new StringContent(ask.ToJson().ToJsonString()));
        }

        public override async Task SendAsync(byte[] audio, long? position = null)
        {
            // What was refused a session has none to send audio to.
            if (_id is not null)
            {
                await AskAsync(HttpMethod.Post, $"{Path}/audio{(position is null ? "" : $"?position={position}")}", new ByteArrayContent(audio));
            }
        }

        public override Task FlushAsync() => AskAsync(HttpMethod.Post, $"{Path}/flush", null);

        public override Task EndAsync() => _id is null ? Task.CompletedTask : AskAsync(HttpMethod.Delete, Path, null);

        public override Task TranslateToAsync(params string[] targets) =>
            TellAsync(new JsonObject { ["type"] = "session.update", ["translate"] = Ask.TranslateTo(targets) }.ToJsonString());

        public override Task WriteAsync(string text) => TellAsync($$"""{"type":"message","text":"{{text}}"}""");

        public override Task AskAsync() => TellAsync("""{"type":"reply.create"}""");

        public override Task CancelAsync() => TellAsync("""{"type":"reply.cancel"}""");

        public override Task PlayedAsync(Heard reply, long position) =>
            TellAsync($$"""{"type":"reply.played","reply":{{reply.Reply}},"position":{{position}}}""");

        public override Task MisbehaveAsync(Mischief what) => StartAsync(new StringContent("{\"language\":"));

        public override void Cut() => _events?.Dispose();

        public override void Dispose()
        {
            _events?.Dispose();
            http.Dispose();
        }

        protected override async Task<Heard?> ReadAsync()
        {
            if (_events is null)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/events");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
                if (after > 0)
                {
                    request.Headers.Add("Last-Event-ID", $"{after}");
                }

                var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
                if (!answer.IsSuccessStatusCode)
                {
                    return Heard.Of(await HttpClientSession.JsonAsync(answer), "error");
                }

                _events = new EventReader(answer);
            }

            return await _events.NextAsync() is { } next ? Heard.Of(next.Data) : null;
        }

        private Task<JsonElement?> TellAsync(string message) => AskAsync(HttpMethod.Post, $"{Path}/messages", new StringContent(message));

        private async Task StartAsync(HttpContent options)
        {
            if (await AskAsync(HttpMethod.Post, "/v1/sessions", options) is { } made)
            {
                _id = made.Some("session_id");
            }
        }

        /// <summary>The answer; null for one that refuses, which is heard as an error.</summary>
        private async Task<JsonElement?> AskAsync(HttpMethod method, string path, HttpContent? body)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var answer = await http.SendAsync(request, Cancellation);
            var json = await HttpClientSession.JsonAsync(answer);
            if (answer.IsSuccessStatusCode)
            {
                return json;
            }

            Keep(Heard.Of(json, "error"));
            return null;
        }
    }
}
