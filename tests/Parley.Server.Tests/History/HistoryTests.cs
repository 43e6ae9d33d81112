using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Parley.Client;
using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.History;

/// <summary>Conversations over HTTP, as they are kept by a server that is stopped and started again.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-kept-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_conversation_is_found_again_after_a_restart_with_its_words_replies_and_audio()
    {
        string id;
        var audio = Spoken.S16Le(Spoken.Silence(0.5), Spoken.Words("the quick brown fox"), Spoken.Silence(1));
        await using (var server = await StartAsync())
        {
            using var speaker = await Speaker.ConnectAsync(server.Address);
            await speaker.SayAsync(
                """{"type":"session.start","endpointing":{"silence_ms":300},"words":true,"metadata":{"room":"4"},"history":{"audio":true},"converse":{"speak":false}}""");
            id = (await speaker.NextAsync("session.started")).GetProperty("session_id").GetString()!;
            Assert.Contains("audio", (await speaker.NextAsync("notice")).GetProperty("message").GetString(), StringComparison.Ordinal);
            await speaker.SendAsync(audio);
            await speaker.NextAsync("reply.ended");
            await speaker.SayAsync("""{"type":"session.end"}""");
            await speaker.RestAsync();
            await KeptConversation.EndedAsync(server.Client, id);
        }

        await using var again = await StartAsync();
        var listed = await GetAsync(again, "/api/conversations?q=QUICK%20brown");
        var summary = Assert.Single(listed.GetProperty("conversations").EnumerateArray());
        var found = await GetAsync(again, $"/api/conversations/{id}");

        Assert.Equal(id, summary.GetProperty("id").GetString());
        Assert.Equal(("the quick brown fox", "websocket", "completed"), (Text(found, "title"), Text(found, "protocol"), Text(found, "end_reason")));
        Assert.Equal("4", found.GetProperty("metadata").GetProperty("room").GetString());
        var said = found.GetProperty("said").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant"], said.Select(turn => Text(turn, "speaker")));
        Assert.Equal("the quick brown fox", Text(said[0], "text"));
        Assert.InRange(said[0].GetProperty("start_ms").GetInt64(), 400, 600);
        Assert.InRange(said[0].GetProperty("end_ms").GetInt64(), 1_400, 1_700);
        Assert.NotEqual("", Text(said[1], "text"));
        var kept = await again.Client.GetByteArrayAsync($"/api/conversations/{id}/audio", Patience.Token());
        Assert.Equal(audio, kept[44..]);
        Assert.Equal(kept.Length, found.GetProperty("audio_bytes").GetInt64());
    }

    [Fact]
    public async Task Audio_is_given_in_parts()
    {
        await using var server = await StartAsync();
        var id = await SpeakAsync(server, "one two three", "\"history\":{\"audio\":true}");
        var whole = await server.Client.GetByteArrayAsync($"/api/conversations/{id}/audio", Patience.Token());

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{id}/audio");
        request.Headers.Range = new RangeHeaderValue(100, 199);
        using var part = await server.Client.SendAsync(request, Patience.Token());
        using var beyond = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{id}/audio");
        beyond.Headers.Range = new RangeHeaderValue(whole.Length, null);
        using var refused = await server.Client.SendAsync(beyond, Patience.Token());

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal($"bytes 100-199/{whole.Length}", part.Content.Headers.ContentRange?.ToString());
        Assert.Equal(whole[100..200], await part.Content.ReadAsByteArrayAsync(Patience.Token()));
        Assert.Equal("audio/wav", part.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
    }

    [Fact]
    public async Task A_line_is_corrected_and_the_conversation_exported()
    {
        await using var server = await StartAsync();
        var id = await SpeakAsync(server, "one two");

        using var edited = await server.Client.PatchAsJsonAsync($"/api/conversations/{id}/turns/u1", new { text = "won, too <b>" }, Patience.Token());
        var turn = await edited.Content.ReadFromJsonAsync<JsonElement>(Patience.Token());

        Assert.Equal(("won, too <b>", "one two"), (Text(turn, "text"), Text(turn, "original")));
        Assert.Equal("won, too <b>", Text(await GetAsync(server, $"/api/conversations/{id}"), "title"));
        var exported = await GetAsync(server, $"/api/conversations/{id}/export");
        Assert.Equal("won, too <b>", Text(exported.GetProperty("said")[0], "text"));
        Assert.Matches(@"^\[00:00:00\] User: won, too <b>\n$", await ExportAsync("txt"));
        Assert.Matches(@"^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\nwon, too <b>\n\n$", await ExportAsync("srt"));
        Assert.Matches(@"^WEBVTT\n\n00:00:00\.\d{3} --> 00:00:0\d\.\d{3}\nwon, too &lt;b&gt;\n\n$", await ExportAsync("vtt"));

        Task<string> ExportAsync(string format) => server.Client.GetStringAsync($"/api/conversations/{id}/export?format={format}", Patience.Token());
    }

    [Fact]
    public async Task A_deleted_conversation_leaves_nothing_on_the_disk()
    {
        await using var server = await StartAsync();
        var id = await SpeakAsync(server, "lazy fox", "\"history\":{\"audio\":true}");
        var file = Path.Combine(_folder.FullName, "audio", id + ".wav");
        Assert.True(File.Exists(file));

        using var deleted = await server.Client.DeleteAsync($"/api/conversations/{id}", Patience.Token());
        using var again = await server.Client.DeleteAsync($"/api/conversations/{id}", Patience.Token());

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, again.StatusCode));
        Assert.False(File.Exists(file));
        Assert.Equal("conversation_not_found", Text(await RefusedAsync(server, $"/api/conversations/{id}/audio", HttpStatusCode.NotFound), "code"));
        Assert.Empty((await GetAsync(server, "/api/conversations?q=lazy")).GetProperty("conversations").EnumerateArray());
        Assert.All(Directory.GetFiles(_folder.FullName, "parley.db*"), path => Assert.DoesNotContain("lazy fox", Raw(path), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_goes_on_where_the_page_before_ended()
    {
        await using var server = await StartAsync();
        var ids = new List<string>();
        foreach (var word in new[] { "one", "two", "three" })
        {
            ids.Insert(0, await SpeakAsync(server, word));
        }

        var first = await GetAsync(server, "/api/conversations?limit=2");
        var second = await GetAsync(server, $"/api/conversations?limit=2&after={Text(first, "next")}");

        Assert.Equal(ids, new[] { first, second }.SelectMany(page => page.GetProperty("conversations").EnumerateArray()).Select(one => Text(one, "id")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("/api/conversations?limit=0", "limit")]
    [InlineData("/api/conversations?limit=101", "limit")]
    [InlineData("/api/conversations?limit=many", "limit")]
    [InlineData("/api/conversations?after=nonsense", "after")]
    public async Task What_is_out_of_bounds_is_refused_by_name(string address, string param)
    {
        await using var server = await StartAsync();

        Assert.Equal(param, Text(await RefusedAsync(server, address, HttpStatusCode.BadRequest), "param"));
    }

    [Fact]
    public async Task Wrong_searches_formats_and_corrections_are_refused_by_name()
    {
        await using var server = await StartAsync();
        var id = await SpeakAsync(server, "one");

        Assert.Equal("q", Text(await RefusedAsync(server, $"/api/conversations?q={new string('x', 201)}", HttpStatusCode.BadRequest), "param"));
        Assert.Equal("format", Text(await RefusedAsync(server, $"/api/conversations/{id}/export?format=doc", HttpStatusCode.BadRequest), "param"));
        foreach (var (turn, body, status, param) in new[]
        {
            ("u1", "{}", HttpStatusCode.BadRequest, "text"), ("u1", """{"text":""}""", HttpStatusCode.BadRequest, "text"),
            ("u1", """{"text":"x","colour":1}""", HttpStatusCode.BadRequest, "colour"), ("u9", """{"text":"x"}""", HttpStatusCode.NotFound, "turn"),
        })
        {
            using var content = new StringContent(body);
            using var refused = await server.Client.PatchAsync($"/api/conversations/{id}/turns/{turn}", content, Patience.Token());
            Assert.Equal((status, param), (refused.StatusCode, Text(await refused.Content.ReadFromJsonAsync<JsonElement>(Patience.Token()), "param")));
        }
    }

    [Fact]
    public async Task A_server_whose_operator_did_not_turn_it_on_keeps_nothing_and_says_so()
    {
        await using var server = await TestServer.StartAsync(("Storage:Folder", Path.Combine(_folder.FullName, "data")));
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start","history":{"text":true}}""");
        var refused = await speaker.NextAsync("error");

        Assert.Equal(("history_off", "history.text"), (Text(refused, "code"), Text(refused, "param")));
        Assert.Equal("history_off", Text(await RefusedAsync(server, "/api/conversations", HttpStatusCode.Forbidden), "code"));
        Assert.Equal("off", Text(await GetAsync(server, "/health"), "history"));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_degrades_history_alone()
    {
        var inTheWay = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(inTheWay, "", Patience.Token());
        await using var server = await TestServer.StartAsync(("History:Text", "On"), ("Storage:Folder", Path.Combine(inTheWay, "data")));
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start","endpointing":{"silence_ms":300}}""");
        await speaker.NextAsync("notice");
        var notice = await speaker.NextAsync("notice");
        await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("one"), Spoken.Silence(1));

        Assert.Equal("history_degraded", Text(notice, "code"));
        Assert.Equal("one", Text(await speaker.NextAsync("transcript.final"), "text"));
        Assert.Equal("degraded", Text(await GetAsync(server, "/health"), "history"));
        Assert.Equal("ready, degraded: conversations cannot be kept\n", await server.Client.GetStringAsync("/health/ready", Patience.Token()));
        Assert.Equal("storage_unavailable", Text(await RefusedAsync(server, "/api/conversations", HttpStatusCode.ServiceUnavailable), "code"));
    }

    [Fact]
    public async Task A_database_that_another_process_locks_costs_a_notice_and_nothing_that_was_said()
    {
        await using var server = await TestServer.StartAsync(
            ("History:Text", "On"), ("Storage:Folder", _folder.FullName), ("Storage:TimeoutSeconds", "1"));
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start","endpointing":{"silence_ms":300}}""");
        var id = (await speaker.NextAsync("session.started")).GetProperty("session_id").GetString()!;
        await speaker.NextAsync("notice");

        // The tables are made by now, or as soon as they are asked for.
        await GetAsync(server, "/api/conversations");
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "parley.db")};Pooling=false"))
        {
            await other.OpenAsync(Patience.Token());
            await ExecuteAsync(other, "BEGIN IMMEDIATE");
            await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("one two"), Spoken.Silence(1));
            Assert.Equal("one two", Text(await speaker.NextAsync("transcript.final"), "text"));
            Assert.Equal("history_degraded", Text(await speaker.NextAsync("notice"), "code"));
            Assert.Equal("degraded", Text(await GetAsync(server, "/health"), "history"));
            await ExecuteAsync(other, "ROLLBACK");
        }

        Assert.Equal("history_restored", Text(await speaker.NextAsync("notice"), "code"));
        await speaker.SayAsync("""{"type":"session.end"}""");
        await speaker.RestAsync();
        await KeptConversation.EndedAsync(server.Client, id);
        var kept = await GetAsync(server, $"/api/conversations/{id}");
        Assert.Equal("one two", Text(Assert.Single(kept.GetProperty("said").EnumerateArray()), "text"));
        Assert.False(kept.GetProperty("incomplete").GetBoolean());
    }

    [Fact]
    public async Task A_disk_that_is_really_full_costs_notices_and_no_word_and_is_written_again_when_there_is_room()
    {
        using var disk = SmallDisk.TryMount();
        Assert.SkipWhen(disk is null, "No file system may be mounted here.");
        await using var server = await TestServer.StartAsync(("History:Text", "On"), ("Storage:Folder", disk.Data));
        await KeptConversation.ListedAsync(server.Client, 0);
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync("""{"type":"session.start","endpointing":{"silence_ms":300},"history":{"audio":true}}""");
        var id = (await speaker.NextAsync("session.started")).GetProperty("session_id").GetString()!;
        await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("one"), Spoken.Silence(1));
        await speaker.NextAsync("transcript.final");

        // A speaker who does not read gives no sign of life.
        var degraded = SaysAsync(speaker, "two three", "history_degraded", "history_audio_degraded");
        await KeptConversation.BegunAsync(server.Client, id);
        await disk.ForgetSpareRoomAsync();
        disk.Fill();
        await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words("two three"), Spoken.Silence(6));
        await degraded;
        var restored = SaysAsync(speaker, "four", "history_restored", "history_audio_restored");
        Assert.Equal("degraded", Text(await GetAsync(server, "/health"), "history"));
        Assert.Contains(server.Log.Lines, line => line.Contains("the disk is full", StringComparison.Ordinal));
        Assert.Equal("one", Text((await GetAsync(server, $"/api/conversations/{id}")).GetProperty("said")[0], "text"));

        disk.Free();
        await speaker.SpeakAsync(Spoken.Words("four"), Spoken.Silence(6));
        await restored;
        await speaker.SayAsync("""{"type":"session.end"}""");
        await speaker.RestAsync();
        await KeptConversation.EndedAsync(server.Client, id);
        var kept = await GetAsync(server, $"/api/conversations/{id}");
        Assert.Equal(["one", "two three", "four"], kept.GetProperty("said").EnumerateArray().Select(turn => Text(turn, "text")));
    }

    [Fact]
    public async Task The_NET_client_asks_for_it_and_plain_HTTP_does()
    {
        await using var server = await TestServer.StartAsync(("History:Text", "Asked"), ("Storage:Folder", _folder.FullName));
        await using var live = await LiveSession.StartAsync(
            new LiveSessionOptions { Server = server.Address, KeepText = true }, cancellation: Patience.Token());
        await live.SendAsync(Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(1)), Patience.Token());
        live.End();
        await foreach (var said in live.ReadAsync(Patience.Token()))
        {
            Assert.NotEqual("error", said.Type);
        }

        await KeptConversation.EndedAsync(server.Client, live.Id!);
        using var body = new StringContent("""{"history":{"text":true},"endpointing":{"silence_ms":300}}""");
        using var started = await server.Client.PostAsync("/v1/sessions", body, Patience.Token());
        var id = Text(await started.Content.ReadFromJsonAsync<JsonElement>(Patience.Token()), "session_id");
        using var audio = new ByteArrayContent(Spoken.S16Le(Spoken.Words("one two"), Spoken.Silence(1)));
        using var sent = await server.Client.PostAsync($"/v1/sessions/{id}/audio", audio, Patience.Token());
        using var ended = await server.Client.DeleteAsync($"/v1/sessions/{id}", Patience.Token());
        await KeptConversation.EndedAsync(server.Client, id);

        var listed = await GetAsync(server, "/api/conversations");
        Assert.Equal(
            [("one two", "http"), ("hello world.", "websocket")],
            listed.GetProperty("conversations").EnumerateArray().Select(one => (Text(one, "title"), Text(one, "protocol"))));
        var policy = (await GetAsync(server, "/api/system/info")).GetProperty("history");
        Assert.Equal(("asked", "asked"), (Text(policy, "text"), Text(policy, "audio")));
    }

    [Fact]
    public async Task Nothing_that_is_kept_reaches_the_log()
    {
        await using var server = await TestServer.StartAsync(
            ("Logging:Level", "Debug"), ("History:Text", "On"), ("Storage:Folder", _folder.FullName));
        var id = await SpeakAsync(server, "jumps over");
        await GetAsync(server, "/api/conversations?q=jumps");
        using var edited = await server.Client.PatchAsJsonAsync($"/api/conversations/{id}/turns/u1", new { text = "lazy" }, Patience.Token());

        Assert.All(new[] { "jumps", "over", "lazy" }, word =>
            Assert.DoesNotContain(server.Log.Lines, line => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(("History:Text", "On"), ("Storage:Folder", _folder.FullName));

    /// <summary>A whole session; the conversation is kept when this returns.</summary>
    private static async Task<string> SpeakAsync(TestServer server, string words, string options = "\"partials\":false")
    {
        using var speaker = await Speaker.ConnectAsync(server.Address);
        await speaker.SayAsync($$"""{"type":"session.start","endpointing":{"silence_ms":300},{{options}}}""");
        var id = (await speaker.NextAsync("session.started")).GetProperty("session_id").GetString()!;
        await speaker.SpeakAsync(Spoken.Silence(0.5), Spoken.Words(words), Spoken.Silence(1));
        await speaker.SayAsync("""{"type":"session.end"}""");
        await speaker.RestAsync();
        await KeptConversation.EndedAsync(server.Client, id);
        return id;
    }

    /// <summary>Reads until these words are final and these notices have come, in whatever order.</summary>
    private static async Task SaysAsync(Speaker speaker, string words, params string[] notices)
    {
        var missing = notices.Append(words).ToHashSet(StringComparer.Ordinal);
        while (missing.Count > 0)
        {
            var said = await speaker.NextAsync() ?? throw new InvalidOperationException($"Closed before {string.Join(", ", missing)}.");
            missing.Remove(Text(said, "type") switch { "notice" => Text(said, "code"), "transcript.final" => Text(said, "text"), _ => "" });
        }
    }

    private static async Task<JsonElement> GetAsync(TestServer server, string address) =>
        await server.Client.GetFromJsonAsync<JsonElement>(address, Patience.Token());

    private static async Task<JsonElement> RefusedAsync(TestServer server, string address, HttpStatusCode status)
    {
        using var refused = await server.Client.GetAsync(address, Patience.Token());
        Assert.Equal(status, refused.StatusCode);
        return await refused.Content.ReadFromJsonAsync<JsonElement>(Patience.Token());
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Patience.Token());
    }

    private static string Raw(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
