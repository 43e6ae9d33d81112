using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Conformance;
using Parley.Failures;
using Parley.Providers;
using Parley.Remote.LibreTranslate;
using Parley.Remote.OpenAi;
using Parley.Remote.Tests.OpenAi;
using Parley.Testing;

namespace Parley.Remote.Tests.LibreTranslate;

/// <summary>The contract of a translator, and what a server may do to it.</summary>
public sealed class LibreTranslatorTests : TranslatorConformance, IAsyncLifetime
{
    private const string Languages = """[{"code":"en","name":"English"},{"code":"es","name":"Spanish"},{"code":"zt","name":"Chinese"},{"code":"pt"}]""";

    private readonly VirtualTime _time = new();
    private readonly List<JsonElement> _asked = [];
    private ScriptedServer _server = null!;
    private LibreTranslator _translator = null!;

    protected override ITranslator Translator => _translator;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _server.Answer = AnswerAsync;
        _translator = new LibreTranslator("libre", _server.Options.BaseUrl, new ApiKey("secret"), TimeSpan.FromSeconds(10), [new("en", "es"), new("en", "zh")], _time);
    }

    public async ValueTask DisposeAsync()
    {
        _translator.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_asked_with_its_own_codes_and_its_key()
    {
        Assert.Equal("hello (zt)", (await _translator.TranslateAsync(new TranslationRequest("hello", "en-US", "zh-TW"), Cancellation)).ValueOrThrow().Text);
        var asked = Assert.Single(_asked);
        Assert.Equal(
            ("hello", "en", "zt", "text", "secret"),
            (Said(asked, "q"), Said(asked, "source"), Said(asked, "target"), Said(asked, "format"), Said(asked, "api_key")));
    }

    [Theory]
    [InlineData(400, FailureCategory.Rejected)]
    [InlineData(403, FailureCategory.Unauthorised)]
    [InlineData(429, FailureCategory.Throttled)]
    [InlineData(500, FailureCategory.Transient)]
    public async Task A_refusal_is_a_failure_with_its_category(int status, FailureCategory category)
    {
        await TranslateAsync("hello");
        _server.Answer = ScriptedServer.Status(status);
        Assert.Equal(category, (await FailAsync()).Category);
    }

    [Fact]
    public async Task It_says_when_to_come_back()
    {
        _server.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        };
        var error = await FailAsync();
        Assert.Equal((FailureCategory.Throttled, true, 7_000), (error.Category, error.Retry, error.RetryAfterMs));
    }

    [Theory]
    [InlineData("{\"translatedText\":")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"translatedText\":7}")]
    [InlineData("{\"translatedText\":\"\"}")]
    public async Task What_is_no_translation_is_no_answer(string body)
    {
        await TranslateAsync("hello");
        _server.Answer = ScriptedServer.Status(200, body);
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    [Fact]
    public async Task A_web_page_is_no_answer()
    {
        _server.Answer = async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html>Welcome</html>");
        };
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    [Fact]
    public async Task Ten_megabytes_are_no_answer()
    {
        await TranslateAsync("hello");
        _server.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"translatedText\":\"");
            var block = new string('x', 64 * 1024);
            for (var i = 0; i < 160 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.WriteAsync(block, context.RequestAborted);
            }
        };
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
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
    public async Task So_is_one_that_drips()
    {
        await TranslateAsync("hello");
        _server.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await ScriptedServer.HangAsync(context);
        };
        var asking = FailAsync();
        await _time.UntilAsync(() => asking.IsCompleted, TimeSpan.FromMinutes(1));
        Assert.Equal(FailureCategory.Transient, (await asking).Category);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (context.Request.Path.Value!.EndsWith("/languages", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync(Languages, context.RequestAborted);
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var asked = body.RootElement.Clone();
        lock (_asked)
        {
            _asked.Add(asked);
        }

        await context.Response.WriteAsJsonAsync(new { translatedText = $"{Said(asked, "q")} ({Said(asked, "target")})" }, context.RequestAborted);
    }

    private static string? Said(JsonElement asked, string field) => asked.GetProperty(field).GetString();

    private async Task<ParleyError> FailAsync() =>
        (await _translator.TranslateAsync(new TranslationRequest("hello", "en", "es"), Cancellation)).Error
        ?? throw new InvalidOperationException("It did not fail.");
}
