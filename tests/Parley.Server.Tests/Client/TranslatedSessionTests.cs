using Parley.Client;
using Parley.Server.Support;
using Parley.Testing;
using Parley.Testing.Faults;

namespace Parley.Server.Client;

/// <summary>Translation with the .NET client: typed events, and sessions that are changed while they run.</summary>
public sealed class TranslatedSessionTests
{
    private static readonly TranslateOptions Chinese = new() { Targets = ["zh"] };

    private static byte[] Hello { get; } = Spoken.S16Le(Spoken.Words("hello world."), Spoken.Silence(1));

    private static byte[] Fox { get; } = Spoken.S16Le(Spoken.Words("the quick brown fox"), Spoken.Silence(1));

    [Fact]
    public async Task What_was_said_comes_in_the_other_languages_with_types_of_their_own()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(libre.Settings);
        await using var session = await StartAsync(server.Address, new TranslateOptions
        {
            Targets = ["zh", "en-GB"], Translator = "libre", Glossary = [new("fox", "狐", "zh"), new("quick", "Q", "en-GB")],
        });

        var said = await SayAsync(session, Hello, Fox);

        var finals = said.OfType<TranslationFinal>().Where(final => final.Target is "zh").ToList();
        Assert.Equal([(1, "hello-zh world.-zh", "libre", false), (2, "the-zh quick-zh brown-zh 狐-zh", "libre", false)],
            finals.Select(final => (final.Utterance, final.Translation, final.Translator, final.Scripted)));
        Assert.All(finals, final => Assert.Equal("translation.final", final.Type));
        Assert.Equal(["", ""], said.OfType<TranslationFinal>().Where(final => final.Target is "en-GB").Select(final => final.Translator));
        Assert.Equal("completed", said[^1].Field("reason"));
    }

    [Fact]
    public async Task What_nobody_translated_is_told_with_the_reason()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(libre.Settings);
        libre.Misbehave = context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        await using var session = await StartAsync(server.Address, Chinese);

        var failed = Assert.Single((await SayAsync(session, Hello)).OfType<TranslationFailed>());

        Assert.Equal((1, "zh", "provider_failed"), (failed.Utterance, failed.Target, failed.Code));
        Assert.Contains("the key is wrong or missing", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partials_have_what_stays_and_what_may_change()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(libre.Settings);
        await using var session = await StartAsync(server.Address, Chinese, batch: false);
        await session.SendAsync(Spoken.S16Le(Spoken.Words("the quick brown fox jumps over")), Patience.Token());

        var partial = await FirstAsync<TranslationPartial>(session);

        Assert.Equal((1, "zh"), (partial.Utterance, partial.Target));
        Assert.StartsWith("the-zh", partial.Stable + partial.Tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_translated_from_where_it_is_asked_for_and_no_longer_than_that()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(libre.Settings);
        await using var session = await StartAsync(server.Address, null);
        await SayAndHearAsync(session, Hello);

        var begun = await session.UpdateAsync(new SessionChange { Translate = Chinese }, Patience.Token());
        await session.SendAsync(Fox, Patience.Token());
        var final = await FirstAsync<TranslationFinal>(session);
        var changed = await session.UpdateAsync(
            new SessionChange { Language = "zh", Translate = new TranslateOptions { Targets = [] } }, Patience.Token());
        var rest = await SayAsync(session, Hello);

        Assert.Equal(("en", "zh"), (begun.Language, Assert.Single(begun.Targets)));
        Assert.Equal((2, "the-zh quick-zh brown-zh fox-zh"), (final.Utterance, final.Translation));
        Assert.Equal("zh", changed.Language);
        Assert.Empty(changed.Targets);
        Assert.Empty(rest.OfType<TranslationEvent>());
        Assert.Equal("zh", Assert.Single(rest, said => said.Type is "transcript.final").Field("language"));
    }

    [Fact]
    public async Task What_cannot_be_changed_is_thrown_and_everything_stays_as_it_was()
    {
        await using var server = await TestServer.StartAsync();
        await using var session = await StartAsync(server.Address, null);

        var nobody = await Assert.ThrowsAsync<LiveSessionException>(
            () => session.UpdateAsync(new SessionChange { Translate = new TranslateOptions { Targets = ["tlh"] } }, Patience.Token()));
        var unknown = await Assert.ThrowsAsync<LiveSessionException>(
            () => session.UpdateAsync(new SessionChange { Language = "fr" }, Patience.Token()));

        Assert.Equal(("unsupported_language", "unsupported_language"), (nobody.Code, unknown.Code));
        var said = await SayAsync(session, Hello);
        Assert.Equal("completed", said[^1].Field("reason"));
    }

    [Fact]
    public async Task A_change_outlives_lost_connections()
    {
        await using var libre = await ScriptedLibreTranslate.StartAsync();
        await using var server = await TestServer.StartAsync(libre.Settings);
        await using var proxy = FaultProxy.To(server.Address.Port);
        await using var session = await StartAsync(new Uri($"http://127.0.0.1:{proxy.Port}"), null);
        await SayAndHearAsync(session, Hello);

        // The change itself is cut in the middle, and so is the next connection's beginning.
        var cuts = 0;
        proxy.CutEach(() => cuts++ < 2 ? 40 : null);
        var updated = await session.UpdateAsync(new SessionChange { Translate = Chinese }, Patience.Token());
        var said = await SayAsync(session, Fox);

        Assert.Equal((2, "zh"), (proxy.Cuts, Assert.Single(updated.Targets)));
        Assert.Equal("the-zh quick-zh brown-zh fox-zh", Assert.Single(said.OfType<TranslationFinal>()).Translation);
    }

    private static Task<LiveSession> StartAsync(Uri server, TranslateOptions? translate, bool batch = true) => LiveSession.StartAsync(
        new LiveSessionOptions
        {
            Server = server, Language = "en", Batch = batch, Translate = translate, FirstRetry = TimeSpan.FromMilliseconds(5),
        },
        cancellation: Patience.Token());

    private static async Task<List<LiveEvent>> SayAsync(LiveSession session, params byte[][] audio)
    {
        foreach (var part in audio)
        {
            await session.SendAsync(part, Patience.Token());
        }

        session.End();
        var said = new List<LiveEvent>();
        await foreach (var one in session.ReadAsync(Patience.Token()))
        {
            said.Add(one);
        }

        return said;
    }

    private static async Task SayAndHearAsync(LiveSession session, byte[] audio)
    {
        await session.SendAsync(audio, Patience.Token());
        await foreach (var said in session.ReadAsync(Patience.Token()))
        {
            if (said.Type is "transcript.final")
            {
                return;
            }
        }
    }

    private static async Task<T> FirstAsync<T>(LiveSession session)
    {
        await foreach (var said in session.ReadAsync(Patience.Token()))
        {
            if (said is T found)
            {
                return found;
            }
        }

        throw new InvalidOperationException($"The session ended without {typeof(T).Name}.");
    }
}
