using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>When the server has too much to do, stops, or its engine fails.</summary>
internal static class FaultFeatures
{
    private const int RetryMs = 3_000;
    private static readonly SessionLimits OneAtATime = new() { MaxSessions = 1, RetryAfter = TimeSpan.FromMilliseconds(RetryMs) };

    public static IReadOnlyList<Feature> All { get; } =
    [
        Refused("too_many_sessions", "One session too many, and when to come back", ErrorCodes.TooManySessions, RetryMs, stage =>
        {
            Assert.True(stage.Server.Hub.Start(new SessionOptions()).Succeeded);
            return Task.CompletedTask;
        }),
        Refused("over_capacity", "One more speaker than the engine can follow, and when to come back", ErrorCodes.OverCapacity, RetryMs, stage =>
        {
            stage.Server.Service<ScriptedPressure>().Overwhelm();
            return Task.CompletedTask;
        }),
        Refused("shutting_down", "Nothing begins on a server that stops", ErrorCodes.ShuttingDown, null, stage =>
            stage.Server.Hub.StopAsync(TestContext.Current.CancellationToken)),
        new("stopping", "A server that stops finishes what was said", StoppingAsync),
        Refused("engine_fails", "An engine that fails", ErrorCodes.ProviderFailed, null, stage =>
        {
            stage.Server.Recognizer.Fail = _ => ParleyError.Provider(FailureCategory.InvalidOutput, "Nonsense came back.");
            return Task.CompletedTask;
        }),
        new("engine_recovers", "What is said after its engine failed is recognised", EngineRecoversAsync),
    ];

    private static Feature Refused(string id, string sentence, string code, int? retry, Func<Stage, Task> arrange) => new(id, sentence, async stage =>
    {
        await arrange(stage);
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        await talk.EndAsync();

        var error = await talk.NextAsync("error");

        Assert.Equal((code, retry), (error.Code, retry is null ? null : error.RetryAfterMs));
    })
    { Code = code, Limits = OneAtATime };

    private static async Task StoppingAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Words("hello world."));
        await stage.Server.Recognizer.AskedAsync(requests => requests.Count > 0, TestContext.Current.CancellationToken);

        var stopped = stage.Server.Hub.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("hello world.", (await talk.FinalAsync()).Text);
        await stopped;
    }

    private static async Task EngineRecoversAsync(Stage stage)
    {
        var failing = true;
        stage.Server.Recognizer.Fail = request => Volatile.Read(ref failing) && request.Urgency == Urgency.Final
            ? ParleyError.Provider(FailureCategory.InvalidOutput, "Nonsense came back.")
            : request.Urgency == Urgency.Speculative ? ParleyError.Provider(FailureCategory.InvalidOutput, "No guess.") : null;
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Words("one two"), Spoken.Silence(1));
        Assert.Equal(ErrorCodes.ProviderFailed, (await talk.NextAsync("error")).Code);

        Volatile.Write(ref failing, false);
        stage.Server.Recognizer.Fail = _ => null;
        await talk.SpeakAsync(Spoken.Words("three four"), Spoken.Silence(1));

        Assert.Equal("three four", (await talk.FinalAsync()).Text);
    }
}
