using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance.Features;

/// <summary>When the server has too much to do, stops, or its engine fails.</summary>
internal static class FaultFeatures
{
    private const int RetryMs = 3_000;
    private const int MostErrors = 3;
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
        new("idle", "A client that should speak and says nothing for 60 s", IdleAsync) { Code = ErrorCodes.IdleTimeout, Configure = Quiet },
        new("too_many_errors", "A client that is refused too often", TooManyErrorsAsync)
        {
            Code = ErrorCodes.TooManyErrors, Configure = options => options.Sessions = new() { MaxErrors = MostErrors },
        },
    ];

    /// <summary>The clock runs faster than a client can answer pings, or read why a connection is closed.</summary>
    private static void Quiet(ProtocolOptions options)
    {
        options.Sessions = new() { ClientTimeout = TimeSpan.FromHours(1), CloseTimeout = TimeSpan.FromHours(1) };
        options.SocketIo = options.SocketIo with { Engine = new() { PingInterval = TimeSpan.FromHours(1) } };
    }

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

    private static async Task IdleAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        await talk.SpeakAsync(Spoken.Silence(0.2));

        var error = talk.NextAsync("error");
        await stage.Server.Time.UntilAsync(() => error.IsCompleted, TimeSpan.FromMinutes(2));

        Assert.Equal(ErrorCodes.IdleTimeout, (await error).Code);
    }

    private static async Task TooManyErrorsAsync(Stage stage)
    {
        var talk = await stage.StartAsync();
        for (var i = 0; i < MostErrors; i++)
        {
            await talk.SendAsync(new byte[3]);
        }

        for (var i = 0; i < MostErrors; i++)
        {
            Assert.Equal(ErrorCodes.InvalidAudio, (await talk.NextAsync("error")).Code);
        }

        Assert.Equal(ErrorCodes.TooManyErrors, (await talk.NextAsync("error")).Code);
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
