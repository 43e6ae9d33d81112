using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Parley.Failures;
using Parley.Remote.OpenAi;
using Parley.Testing;

namespace Parley.Remote.Tests.OpenAi;

/// <summary>A language model behind OpenAI's API that behaves, and one that does not.</summary>
public sealed class OpenAiChatClientTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private ScriptedServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ScriptedServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_answer_comes_as_it_is_written()
    {
        JsonElement asked = default;
        _server.Answer = async context =>
        {
            asked = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement.Clone();
            Assert.Equal("/v1/chat/completions", context.Request.Path);
            await ScriptedServer.Events(ScriptedServer.Delta("Hello "), ScriptedServer.Delta("there."), ScriptedServer.Stop, "[DONE]")(context);
        };
        Assert.Equal(["Hello ", "there."], (await AskAsync()).Where(text => text.Length > 0));
        Assert.Equal("the-model", asked.GetProperty("model").GetString());
        Assert.True(asked.GetProperty("stream").GetBoolean());
        Assert.Equal("Bearer sk-secret", Assert.Single(_server.Keys));
    }

    [Fact]
    public async Task The_first_piece_is_there_before_the_last_is_written()
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answer = async context =>
        {
            await ScriptedServer.Events(ScriptedServer.Delta("First"))(context);
            await more.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"data: {ScriptedServer.Stop}\n\ndata: [DONE]\n\n", context.RequestAborted);
        };
        using var client = new OpenAiChatClient(_server.Options, _time);
        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation))
        {
            text += update.Text;
            more.TrySetResult();
        }

        Assert.Equal("First", text);
    }

    [Fact]
    public async Task Where_no_key_is_needed_none_is_sent_and_none_is_ever_shown()
    {
        _server.Answer = ScriptedServer.Events(ScriptedServer.Delta("Hi"), ScriptedServer.Stop, "[DONE]");
        await AskAsync(_server.Options with { Key = null });
        Assert.Equal("", Assert.Single(_server.Keys) ?? "");
        Assert.DoesNotContain("sk-secret", _server.Options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, FailureCategory.Rejected)]
    [InlineData(401, FailureCategory.Unauthorised)]
    [InlineData(402, FailureCategory.Exhausted)]
    [InlineData(403, FailureCategory.Unauthorised)]
    [InlineData(404, FailureCategory.Rejected)]
    [InlineData(408, FailureCategory.Transient)]
    [InlineData(413, FailureCategory.Rejected)]
    [InlineData(422, FailureCategory.Rejected)]
    [InlineData(429, FailureCategory.Throttled)]
    [InlineData(500, FailureCategory.Transient)]
    [InlineData(503, FailureCategory.Transient)]
    public async Task A_refusal_has_its_category_and_says_nothing_of_what_was_said(int status, FailureCategory category)
    {
        _server.Answer = ScriptedServer.Status(status, """{"error":{"message":"you said a secret thing"}}""");
        var error = await FailAsync();
        Assert.Equal(category, error.Category);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Single(_server.Keys);
    }

    [Fact]
    public async Task Whoever_is_throttled_is_told_how_long_to_wait()
    {
        _server.Answer = ScriptedServer.Status(429, retryAfter: "7");
        Assert.Equal(7_000, (await FailAsync()).RetryAfterMs);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_no_matter_of_waiting()
    {
        _server.Answer = ScriptedServer.Status(429, """{"error":{"code":"insufficient_quota"}}""");
        Assert.Equal(FailureCategory.Exhausted, (await FailAsync()).Category);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up()
    {
        _server.Answer = ScriptedServer.HangAsync;
        var asking = FailAsync();
        await _time.UntilAsync(() => asking.IsCompleted, TimeSpan.FromMinutes(1));
        Assert.Equal(FailureCategory.Transient, (await asking).Category);
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_is_left_when_nobody_waits_any_more()
    {
        _server.Answer = async context =>
        {
            await ScriptedServer.Events(ScriptedServer.Delta("Hello"))(context);
            await ScriptedServer.HangAsync(context);
        };
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var client = new OpenAiChatClient(_server.Options, _time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("hi", cancellationToken: enough.Token))
            {
                await enough.CancelAsync();
            }
        });
    }

    [Theory]
    [InlineData("""{"id":"1","choices":[{"index":0,"del""")]
    [InlineData("not json at all")]
    [InlineData("[1,2,3]")]
    public async Task Cut_and_broken_JSON_is_no_answer(string data)
    {
        _server.Answer = ScriptedServer.Events(ScriptedServer.Delta("Hello"), data);
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    [Fact]
    public async Task An_answer_that_does_not_say_that_it_is_over_is_not()
    {
        _server.Answer = ScriptedServer.Events(ScriptedServer.Delta("Hello"));
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_worth_another_try()
    {
        _server.Answer = async context =>
        {
            await ScriptedServer.Events(ScriptedServer.Delta("Hello"))(context);
            context.Abort();
        };
        Assert.Equal(FailureCategory.Transient, (await FailAsync()).Category);
    }

    [Fact]
    public async Task A_web_page_is_no_answer()
    {
        _server.Answer = context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<html><body>Welcome to the router</body></html>", context.RequestAborted);
        };
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_megabytes_are_cut_off(bool oneEvent)
    {
        var block = new string('x', oneEvent ? 10_000_000 : 10_000);
        _server.Answer = ScriptedServer.Events([.. Enumerable.Repeat(ScriptedServer.Delta(block), oneEvent ? 1 : 1_000)]);
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_worth_another_try()
    {
        var options = _server.Options;
        await _server.DisposeAsync();
        Assert.Equal(FailureCategory.Transient, (await FailAsync(options)).Category);
    }

    private async Task<ParleyError> FailAsync(OpenAiServer? options = null) =>
        (await Assert.ThrowsAsync<ParleyException>(() => AskAsync(options))).Error;

    private async Task<List<string>> AskAsync(OpenAiServer? options = null)
    {
        using var client = new OpenAiChatClient(options ?? _server.Options, _time);
        var texts = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation))
        {
            texts.Add(update.Text);
        }

        return texts;
    }
}
