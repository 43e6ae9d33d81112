using System.Text.Json;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Http;

public sealed class AccessLogTests
{
    [Fact]
    public async Task A_request_is_one_line_under_the_trace_id_that_came_with_it_and_without_its_query()
    {
        await using var server = await TestServer.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/nothing?token=secret");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var answer = await server.Client.SendAsync(request, Patience.Token());

        var line = await AccessLineAsync(server);
        Assert.Equal("GET", line.GetProperty("method").GetString());
        Assert.Equal("/v1/nothing", line.GetProperty("path").GetString());
        Assert.Equal(404, line.GetProperty("status").GetInt32());
        Assert.Equal(answer.Content.Headers.ContentLength ?? (await answer.Content.ReadAsByteArrayAsync(Patience.Token())).Length, line.GetProperty("bytes_out").GetInt64());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", line.GetProperty("trace_id").GetString());
        Assert.DoesNotContain(server.Log.Lines, text => text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_live_connection_is_one_line_with_its_session_and_its_bytes()
    {
        await using var server = await TestServer.StartAsync();
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start"}""");
        var id = (await speaker.NextAsync("session.started")).GetProperty("session_id").GetString();
        await speaker.SpeakAsync(Spoken.Silence(1));
        await speaker.SayAsync("""{"type":"session.end"}""");
        await speaker.RestAsync();

        var line = await AccessLineAsync(server);

        Assert.Equal(101, line.GetProperty("status").GetInt32());
        Assert.Equal(id, line.GetProperty("session_id").GetString());
        Assert.InRange(line.GetProperty("bytes_in").GetInt64(), 32_000, 33_000);
        Assert.InRange(line.GetProperty("bytes_out").GetInt64(), 200, 5_000);
    }

    /// <summary>The line is written after the client has its answer.</summary>
    private static async Task<JsonElement> AccessLineAsync(TestServer server)
    {
        string? line = null;
        await Eventually.TrueAsync(() =>
            (line = server.Log.Lines.FirstOrDefault(text => text.Contains("Http.AccessLog", StringComparison.Ordinal))) is not null);
        return JsonDocument.Parse(line!).RootElement;
    }
}
