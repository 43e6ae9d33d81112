using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Support;
using Parley.Server.Tests.Clients;

namespace Parley.Server.Tests.Faults;

/// <summary>Whatever one translation server does, the next one that is configured translates.</summary>
public sealed class TranslatorFailoverTests
{
    private const string Translated = "hello-en world.-en the-en quick-en brown-en fox-en";

    private static readonly Dictionary<string, RequestDelegate> Faults = new(StringComparer.Ordinal)
    {
        ["500"] = context => Status(context, 500),
        ["429 and a time"] = context =>
        {
            context.Response.Headers.RetryAfter = "30";
            return Status(context, 429);
        },
        ["401"] = context => Status(context, 401),
        ["it hangs"] = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted),
        ["it drips"] = async context =>
        {
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        },
        ["it breaks off"] = async context =>
        {
            await context.Response.WriteAsync("{\"translatedText\":\"hel", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        },
        ["cut JSON"] = context => context.Response.WriteAsync("{\"translatedText\":\"hel", context.RequestAborted),
        ["a web page"] = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html></html>", context.RequestAborted);
        },
        ["ten megabytes"] = context => context.Response.WriteAsync(
            $"{{\"translatedText\":\"{new string('x', 10_000_000)}\"}}", context.RequestAborted),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_next_translates_in_its_place(string fault)
    {
        await using var first = await ScriptedLibreTranslate.StartAsync();
        await using var second = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(
            [.. first.As("a-first"), ("Translators:Catalog:a-first:TimeoutMs", "500"), .. second.As("b-second")]);
        first.Misbehave = Faults[fault];

        var (status, body) = await TranslateAsync(server);

        Assert.Equal((HttpStatusCode.OK, Translated), (status, body.GetProperty("text").GetString()));
        var metrics = await server.Client.GetStringAsync("/metrics", Patience.Token());
        Assert.Matches("""parley_translation_attempts_total\{result="(?!translated)\w+",translator="a-first"\} [12]\n""", metrics);
        Assert.Contains("parley_translation_attempts_total{result=\"translated\",translator=\"b-second\"} 2\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_when_all_fail_there_is_no_translation_and_the_error_says_what_each_did()
    {
        await using var first = await ScriptedLibreTranslate.StartAsync();
        await using var second = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync([.. first.As("a-first"), .. second.As("b-second")]);
        first.Misbehave = Faults["401"];
        second.Misbehave = Faults["a web page"];

        var (status, body) = await TranslateAsync(server);

        var error = body.GetProperty("error");
        Assert.Equal((HttpStatusCode.BadGateway, "provider_failed"), (status, error.GetProperty("code").GetString()));
        Assert.Contains("answered 401 (the key is wrong or missing). ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("it answered with a web page", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> TranslateAsync(TestServer server)
    {
        server.Recognizer.Heard = _ => "zh";
        using var recording = new SpokenFile();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("whisper-1", Encoding.UTF8), "model" },
            { new ByteArrayContent(await File.ReadAllBytesAsync(recording.Path, Patience.Token())), "file", "talk.wav" },
        };
        using var answer = await server.Client.PostAsync(new Uri("/v1/audio/translations", UriKind.Relative), form, Patience.Token());
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience.Token())).RootElement);
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
