using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parley.Testing;

namespace Parley.Protocols.Tests.HttpSessions;

/// <summary>A session as a client of plain HTTP has it.</summary>
internal sealed class HttpClientSession : IDisposable
{
    private HttpClientSession(HttpClient http, string path, JsonElement started) => (Http, Path, Started) = (http, path, started);

    public HttpClient Http { get; }

    /// <summary>Where the session is.</summary>
    public string Path { get; }

    public JsonElement Started { get; }

    public string Id => Started.Some("session_id");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static HttpClient Client(TestServer server) => new() { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };

    public static async Task<HttpClientSession> StartAsync(TestServer server, string options = "{}")
    {
        var http = Client(server);
        using var answer = await http.PostAsync("/v1/sessions", new StringContent(options), Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return new HttpClientSession(http, answer.Headers.Location!.OriginalString, await JsonAsync(answer));
    }

    /// <summary>The same session, asked for at another node.</summary>
    public HttpClientSession At(TestServer other) => new(Client(other), Path, Started);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;

    public Task<HttpResponseMessage> UploadAsync(HttpContent body, long? position = null) => Http.PostAsync(
        $"{Path}/audio{(position is null ? "" : string.Create(CultureInfo.InvariantCulture, $"?position={position}"))}", body, Cancellation);

    /// <summary>Sends audio, which is accepted, and returns the answer.</summary>
    public async Task<JsonElement> SpeakAsync(long? position, params float[][] parts)
    {
        using var answer = await UploadAsync(new ByteArrayContent(Spoken.S16Le(parts)), position);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await JsonAsync(answer);
    }

    public async Task<JsonElement> ShowAsync() => await JsonAsync(await Http.GetAsync(Path, Cancellation));

    public async Task<JsonElement> EndAsync()
    {
        using var answer = await Http.DeleteAsync(Path, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await JsonAsync(answer);
    }

    /// <summary>Opens the event stream.</summary>
    public async Task<EventReader> EventsAsync(string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/events{query}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return new EventReader(await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation));
    }

    public void Dispose() => Http.Dispose();
}

/// <summary>Reads server-sent events line by line.</summary>
internal sealed class EventReader(HttpResponseMessage answer) : IDisposable
{
    private StreamReader? _lines;

    public HttpResponseMessage Answer => answer;

    /// <summary>Comments and fields outside of events, so far.</summary>
    public List<string> Others { get; } = [];

    /// <summary>The next event; null at the end.</summary>
    public async Task<(string? Id, string Type, JsonElement Data)?> NextAsync()
    {
        _lines ??= new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), Encoding.UTF8);
        var (id, type) = ((string?)null, "message");
        JsonElement? data = null;
        while (await _lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var (field, value) = line.IndexOf(": ", StringComparison.Ordinal) is var at and >= 0 ? (line[..at], line[(at + 2)..]) : (line, "");
            switch (field)
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data = JsonDocument.Parse(value).RootElement;
                    break;
                case "" when data is { } whole:
                    return (id, type, whole);
                case "" when line.Length == 0:
                    break;
                default:
                    Others.Add(line);
                    break;
            }
        }

        return null;
    }

    /// <summary>Reads on to the next event of this type.</summary>
    public async Task<(string? Id, JsonElement Data)> NextAsync(string type)
    {
        while (await NextAsync() is { } next)
        {
            Assert.Equal(next.Type, next.Data.Text("type"));
            if (string.Equals(next.Type, type, StringComparison.Ordinal))
            {
                return (next.Id, next.Data);
            }
        }

        throw new InvalidOperationException($"The stream ended without {type}.");
    }

    /// <summary>Every event up to the end.</summary>
    public async Task<List<(string? Id, string Type, JsonElement Data)>> RestAsync()
    {
        var rest = new List<(string? Id, string Type, JsonElement Data)>();
        while (await NextAsync() is { } next)
        {
            rest.Add(next);
        }

        return rest;
    }

    public void Dispose()
    {
        _lines?.Dispose();
        answer.Dispose();
    }
}
