using System.Text.Json;
using Parley.Testing;

namespace Parley.Protocols.Tests.SocketIO.Speech;

/// <summary>The dialect of simple pages.</summary>
public sealed class PlainPageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_sends_audio_in_either_form_and_gets_results(bool base64)
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);
        await page.EmitAsync("start", """{"language":"en","sample_rate":16000,"room":"fields of its own are its own business"}""");
        await SendAsync(page, base64, Spoken.S16Le(Spoken.Silence(0.5), Spoken.Words("hello world."), Spoken.Silence(1)));

        var final = await FinalAsync(page);

        Assert.Equal("""{"text":"hello world.","is_final":true,"language":"en"}""", final.GetRawText());
    }

    [Fact]
    public async Task What_may_still_change_is_marked_as_such()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);
        await SendAsync(page, false, Spoken.S16Le(Spoken.Words("the quick brown fox jumps over")));

        var partial = await page.NextAsync("recognition_result");

        Assert.False(partial.GetProperty("is_final").GetBoolean());
        Assert.StartsWith("the", partial.Text("text")!.Trim(), StringComparison.Ordinal);
        Assert.Equal("en", partial.Text("language"));
    }

    [Fact]
    public async Task A_page_that_never_says_start_is_heard_all_the_same()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);

        await page.EmitAsync("audio_stream", Spoken.S16Le(Spoken.Words("one two"), Spoken.Silence(1)));

        Assert.Equal("one two", (await FinalAsync(page)).Text("text"));
    }

    [Fact]
    public async Task Stop_gives_the_last_result_and_start_begins_anew()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);
        Assert.True((await page.AskAsync("start")).GetProperty("ok").GetBoolean());
        await SendAsync(page, false, Spoken.S16Le(Spoken.Words("one two")));
        Assert.True((await page.AskAsync("stop")).GetProperty("ok").GetBoolean());
        Assert.Equal("session_ended", (await page.AskAsync("stop")).GetProperty("error").Text("code"));
        Assert.Equal("session_ended", (await page.AskAsync("audio_stream", new byte[3200])).GetProperty("error").Text("code"));
        Assert.True((await page.AskAsync("start")).GetProperty("ok").GetBoolean());
        await SendAsync(page, false, Spoken.S16Le(Spoken.Words("three four"), Spoken.Silence(1)));

        Assert.Equal("one two", (await FinalAsync(page)).Text("text"));
        Assert.Equal("three four", (await FinalAsync(page)).Text("text"));
    }

    [Theory]
    [InlineData("\"zh\"")]
    [InlineData("""{"language":"zh"}""")]
    public async Task Another_language_holds_for_what_is_said_after_it(string value)
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);
        await page.EmitAsync("start", """{"language":"en"}""");
        await SendAsync(page, false, Spoken.S16Le(Spoken.Words("hello world.")));
        await page.EmitAsync("set_language", value);
        await SendAsync(page, true, Spoken.S16Le(Spoken.Words("早安 世界。"), Spoken.Silence(1)));

        var first = await FinalAsync(page);
        var second = await FinalAsync(page);

        Assert.Equal(("hello world.", "en"), (first.Text("text"), first.Text("language")));
        Assert.Equal(("早安 世界。", "zh"), (second.Text("text"), second.Text("language")));
    }

    [Fact]
    public async Task A_language_before_the_start_holds_for_it()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);
        await page.AskAsync("set_language", "\"zh\"");
        await SendAsync(page, false, Spoken.S16Le(Spoken.Words("早安"), Spoken.Silence(1)));

        Assert.Equal("zh", (await FinalAsync(page)).Text("language"));
    }

    [Fact]
    public async Task A_language_that_is_not_there_is_refused_and_the_one_in_force_stays()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);
        await page.AskAsync("start");

        Assert.Equal("unsupported_language", (await page.AskAsync("set_language", "\"xx\"")).GetProperty("error").Text("code"));
        Assert.Equal("unsupported_language", (await page.NextAsync("error")).Text("code"));
        await SendAsync(page, false, Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(1)));
        Assert.Equal("en", (await FinalAsync(page)).Text("language"));
    }

    [Theory]
    [InlineData("audio_stream", """{"audio":"not base64!"}""", "invalid_audio", "audio")]
    [InlineData("audio_stream", """{"audio":"\ud800"}""", "invalid_audio", "audio")]
    [InlineData("audio_stream", """{"audio":7}""", "invalid_audio", "audio")]
    [InlineData("audio_stream", "{}", "invalid_audio", "audio")]
    [InlineData("audio_stream", "", "invalid_audio", "audio")]
    [InlineData("set_language", "7", "invalid_request", "language")]
    [InlineData("set_language", "", "invalid_request", "language")]
    [InlineData("set_language", "\"not a language!\"", "invalid_request", "language")]
    [InlineData("start", """{"language":"xx"}""", "unsupported_language", "language")]
    [InlineData("start", """{"encoding":"mp3"}""", "invalid_request", "input.encoding")]
    [InlineData("start", """{"sample_rate":1}""", "invalid_request", "input.rate")]
    [InlineData("stop", "", "not_started", null)]
    public async Task What_cannot_be_is_refused_by_name(string name, string values, string code, string? param)
    {
        await using var server = await TestServer.StartAsync();
        using var page = await SpeechClient.ConnectAsync(server);

        var error = (await page.AskAsync(name, values)).GetProperty("error");

        Assert.Equal((code, param), (error.Text("code"), error.Text("param")));
    }

    [Fact]
    public async Task A_page_that_starts_and_stops_in_a_frenzy_is_held_to_a_few_sessions()
    {
        await using var server = await TestServer.StartAsync(
            options => options.SocketIo = options.SocketIo with { MaxFinishing = 2 });
        var held = new TaskCompletionSource();
        server.Recognizer.Before = (_, cancellation) => held.Task.WaitAsync(cancellation);
        using var page = await SpeechClient.ConnectAsync(server);
        JsonElement answer = default;
        for (var i = 0; i < 4; i++)
        {
            answer = await page.AskAsync("start");
            await SendAsync(page, false, Spoken.S16Le(Spoken.Words("one two")));
            await page.EmitAsync("stop");
        }

        Assert.Equal("too_many_sessions", answer.GetProperty("error").Text("code"));
        Assert.Equal(3, server.Hub.Running);
        held.SetResult();
        for (var i = 0; i < 3; i++)
        {
            await FinalAsync(page);
        }
    }

    private static async Task SendAsync(SpeechClient page, bool base64, byte[] audio)
    {
        if (base64)
        {
            await page.EmitAsync("audio_stream", $$"""{"audio":"{{Convert.ToBase64String(audio)}}"}""");
            return;
        }

        await page.Socket.SendAsync("""451-["audio_stream",{"audio":{"_placeholder":true,"num":0}}]""");
        await page.Socket.SendAsync(audio);
    }

    private static async Task<JsonElement> FinalAsync(SpeechClient page)
    {
        while (true)
        {
            var result = await page.NextAsync("recognition_result");
            if (result.GetProperty("is_final").GetBoolean())
            {
                return result;
            }
        }
    }
}
