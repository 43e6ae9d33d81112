using Parley.Providers;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>Where a script plays: a server of its own, and a protocol to speak to it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly SpeechDriver _driver;
    private readonly List<Conversation> _talks = [];

    private Stage(SpeechDriver driver, TestServer server, ScriptedRecognizer other) => (_driver, Server, Other) = (driver, server, other);

    public TestServer Server { get; }

    /// <summary>Whoever answers.</summary>
    public ScriptedModel Model { get; private init; } = null!;

    /// <summary>A model beside the default one, named <c>other</c>.</summary>
    public ScriptedRecognizer Other { get; }

    /// <summary>Puts the language behind each word.</summary>
    private static ScriptedTranslator Dictionary => new("dictionary", new LanguagePair("en", "es"), new LanguagePair("en", "de"));

    public static async Task<Stage> SetAsync(SpeechDriver driver, Feature feature)
    {
        var other = new ScriptedRecognizer("other");
        var timed = new ScriptedRecognizer { Capabilities = new RecognizerCapabilities("timed", ["en"], WordTimes: true, 30) };
        var model = new ScriptedModel();
        var server = await TestServer.StartAsync(
            feature.Configure, feature.Limits, synthesizer: new ScriptedSynthesizer(), assistant: model, translator: Dictionary, others: [other, timed]);
        return new Stage(driver, server, other) { Model = model };
    }

    /// <summary>Whether this is the protocol on trial.</summary>
    public bool IsOf(SpeechDriver driver) => driver.GetType() == _driver.GetType();

    public async Task<Conversation> ConnectAsync() => Keep(await _driver.ConnectAsync(Server));

    /// <param name="elsewhere">Another protocol than the one on trial.</param>
    public async Task<Conversation> StartAsync(Ask? ask = null, SpeechDriver? elsewhere = null)
    {
        var talk = elsewhere is null ? await ConnectAsync() : Keep(await elsewhere.ConnectAsync(Server));
        await talk.StartAsync(ask ?? new Ask());
        return talk;
    }

    public async Task<Conversation> ResumeAsync(string id, long after) => Keep(await _driver.ResumeAsync(Server, id, after));

    public async Task<Conversation> FollowAsync(string id) => Keep(await _driver.FollowAsync(Server, id));

    public async ValueTask DisposeAsync()
    {
        foreach (var talk in _talks)
        {
            talk.Dispose();
        }

        await Server.DisposeAsync();
    }

    private Conversation Keep(Conversation talk)
    {
        _talks.Add(talk);
        return talk;
    }
}
