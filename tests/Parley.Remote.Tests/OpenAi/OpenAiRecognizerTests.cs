using Microsoft.AspNetCore.Http;
using Parley.Conformance;
using Parley.Failures;
using Parley.Providers;
using Parley.Remote.OpenAi;
using Parley.Testing;

namespace Parley.Remote.Tests.OpenAi;

/// <summary>The contract of a recogniser, and what a server may do to it.</summary>
public sealed class OpenAiRecognizerTests : RecognizerConformance, IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private ScriptedServer _server = null!;
    private OpenAiRecognizer _recognizer = null!;

    protected override IRecognizer Recognizer => _recognizer;

    protected override float[] Speech { get; } = Spoken.Words("the quick brown fox jumps over the lazy dog.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _server.Answer = HearAsync;
        _recognizer = new OpenAiRecognizer("remote", _server.Options, [], _time);
    }

    public async ValueTask DisposeAsync()
    {
        _recognizer.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(401, FailureCategory.Unauthorised)]
    [InlineData(413, FailureCategory.Rejected)]
    [InlineData(502, FailureCategory.Transient)]
    public async Task A_refusal_is_a_failure_with_its_category(int status, FailureCategory category)
    {
        _server.Answer = ScriptedServer.Status(status);
        Assert.Equal(category, (await FailAsync()).Category);
    }

    [Theory]
    [InlineData("{\"text\":")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"text\":7}")]
    public async Task What_is_no_transcript_is_no_answer(string body)
    {
        _server.Answer = ScriptedServer.Status(200, body);
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

    private static async Task HearAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        Assert.Equal("the-model", form["model"]);
        using var file = new MemoryStream();
        await form.Files["file"]!.CopyToAsync(file, context.RequestAborted);
        var samples = file.ToArray().AsSpan(44).ToArray().Chunk(2).Select(sample => BitConverter.ToInt16(sample) / 32_767f).ToArray();
        await context.Response.WriteAsJsonAsync(new { text = Spoken.Read(samples) }, context.RequestAborted);
    }

    private async Task<ParleyError> FailAsync() =>
        (await _recognizer.RecognizeAsync(new RecognitionRequest("s", Speech, "en", Urgency.Final), Cancellation)).Error
        ?? throw new InvalidOperationException("It did not fail.");
}
