using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Conformance;
using Parley.Failures;
using Parley.Providers;
using Parley.Remote.OpenAi;
using Parley.Testing;

namespace Parley.Remote.Tests.OpenAi;

/// <summary>The contract of a synthesiser, and what a server may do to it.</summary>
public sealed class OpenAiSynthesizerTests : SynthesizerConformance, IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private ScriptedServer _server = null!;
    private OpenAiSynthesizer _synthesizer = null!;

    protected override ISynthesizer Synthesizer => _synthesizer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _server.Answer = SpeakAsync;
        _synthesizer = new OpenAiSynthesizer("remote", _server.Options, [new SynthesisVoice("alloy", "en", "Alloy")], _time);
    }

    public async ValueTask DisposeAsync()
    {
        _synthesizer.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(429, FailureCategory.Throttled)]
    [InlineData(500, FailureCategory.Transient)]
    public async Task A_refusal_is_one_failure_with_its_category(int status, FailureCategory category)
    {
        _server.Answer = ScriptedServer.Status(status);
        Assert.Equal(category, (await FailAsync()).Category);
    }

    [Fact]
    public async Task Text_in_place_of_audio_is_no_answer()
    {
        _server.Answer = ScriptedServer.Status(200, """{"error":"no"}""");
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
    public async Task Audio_without_an_end_is_cut_off()
    {
        _server.Answer = async context =>
        {
            context.Response.ContentType = "audio/pcm";
            var block = new byte[1 << 20];
            for (var i = 0; i < 10; i++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        };
        Assert.Equal(FailureCategory.InvalidOutput, (await FailAsync()).Category);
    }

    /// <summary>A tenth of a second a word, in pieces of an odd number of bytes.</summary>
    private static async Task SpeakAsync(HttpContext context)
    {
        using var asked = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var words = asked.RootElement.GetProperty("input").GetString()!.Split(' ').Length;
        var samples = (int)(words * 4_800 / asked.RootElement.GetProperty("speed").GetDouble());
        var bytes = new byte[samples * 2];
        for (var i = 0; i < samples; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), (short)(8_000 * MathF.Sin(i / 10f)));
        }

        context.Response.ContentType = "audio/pcm";
        foreach (var piece in bytes.Chunk(4_801))
        {
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private async Task<ParleyError> FailAsync()
    {
        ParleyError? error = null;
        await foreach (var piece in _synthesizer.SpeakAsync(new SynthesisRequest("Hello."), Cancellation))
        {
            Assert.Null(error);
            error = piece.Error;
        }

        return error ?? throw new InvalidOperationException("It did not fail.");
    }
}
