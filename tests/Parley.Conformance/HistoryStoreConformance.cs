using Parley.Events;
using Parley.Failures;
using Parley.History;

namespace Parley.Conformance;

/// <summary>What every store of conversations promises; each one's tests inherit it.</summary>
public abstract class HistoryStoreConformance
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _tenant = $"t{Guid.NewGuid():n}";

    /// <summary>The store on trial; others may use it too.</summary>
    protected abstract IHistoryStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_is_read_as_it_was_noted()
    {
        var head = Head(Noon);
        var turn = Said(1, "the quick brown fox") with { Words = [new TimedWord("the", 0.5, 0.7)] };
        var reply = new StoredTurn("r1", 9)
        {
            Speaker = Speaker.Assistant, Text = "Hello, fox", StartMs = 1_500, EndMs = 2_500, Reason = "interrupted", PlayedMs = 1_000,
        };
        await WriteAsync(
            new TurnNote(head, turn), new TranslationNote(head, turn.Key, "zh-TW", "敏捷的狐狸"), new TurnNote(head, reply), new AudioNote(head, 64_044),
            new EndNote(head, Noon.AddSeconds(2), SessionEndReason.Completed, 2.5));

        var found = await FindAsync(head);

        Assert.Equal(head with { Metadata = found.Head.Metadata }, found.Head);
        Assert.Equal(head.Metadata, found.Head.Metadata);
        Assert.Equal(("the quick brown fox", Noon.AddSeconds(2), "completed", 2.5), (found.Title, found.Ended, found.EndReason, found.AudioSeconds));
        Assert.Equal((2, 64_044, false), (found.Turns, found.AudioBytes, found.Incomplete));
        Assert.Equal(["u1", "r1"], found.Said.Select(one => one.Key));
        var (heard, answer) = (found.Said[0], found.Said[1]);
        Assert.Equal((Speaker.User, "the quick brown fox", 500, 1_000, "en"), (heard.Speaker, heard.Text, heard.StartMs, heard.EndMs, heard.Language));
        Assert.Equal(new TimedWord("the", 0.5, 0.7), Assert.Single(heard.Words!));
        Assert.Equal("敏捷的狐狸", heard.Translations["zh-TW"]);
        Assert.Equal((Speaker.Assistant, "interrupted", 1_000), (answer.Speaker, answer.Reason, answer.PlayedMs));
    }

    [Fact]
    public async Task What_is_noted_twice_is_kept_once_and_as_it_was_first()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(1, "one")), new TranslationNote(head, "u1", "es", "uno"));
        var later = head with { Started = Noon.AddMinutes(1) };
        await WriteAsync(
            new TurnNote(later, Said(1, "one")), new TranslationNote(later, "u1", "es", "uno"), new TurnNote(later, Said(2, "two")),
            new TurnNote(later, Said(2, "two")));

        var found = await FindAsync(head);

        Assert.Equal(["one", "two"], found.Said.Select(turn => turn.Text));
        Assert.Equal(Noon, found.Head.Started);
    }

    [Fact]
    public async Task Turns_stand_in_the_order_of_their_events_whenever_they_came()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(11, "third")));
        await WriteAsync(new TurnNote(head, Said(2, "first")), new TurnNote(head, Said(10, "second")));

        Assert.Equal(["first", "second", "third"], (await FindAsync(head)).Said.Select(turn => turn.Text));
    }

    [Fact]
    public async Task An_end_or_a_loss_alone_makes_no_conversation()
    {
        var head = Head(Noon);
        await WriteAsync(new LossNote(head), new EndNote(head, Noon, SessionEndReason.Completed, 1), new AudioNote(head, 44));

        Assert.Equal(ErrorCodes.ConversationNotFound, (await Store.FindAsync(head.Key, Token)).Error?.Code);
    }

    [Fact]
    public async Task A_loss_is_remembered()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(1, "one")), new LossNote(head));

        Assert.True((await FindAsync(head)).Incomplete);
    }

    [Fact]
    public async Task A_list_begins_with_the_newest_and_goes_on_page_by_page()
    {
        for (var i = 0; i < 7; i++)
        {
            // Two of them began at the same moment.
            await WriteAsync(new TurnNote(Head(Noon.AddMinutes(Math.Min(i, 5))), Said(1, $"number {i}")));
        }

        List<string> titles = [];
        ConversationCursor? after = null;
        do
        {
            var page = (await Store.ListAsync(new ConversationQuery(_tenant) { Limit = 3, After = after }, Token)).ValueOrThrow();
            titles.AddRange(page.Conversations.Select(one => one.Title));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(7, titles.Count);
        Assert.Equal(["number 5", "number 6"], titles[..2].Order());
        Assert.Equal(["number 4", "number 3", "number 2", "number 1", "number 0"], titles[2..]);
    }

    [Theory]
    [InlineData("BROWN fo", "the quick brown fox")]
    [InlineData("ｑｕｉｃｋ", "the quick brown fox")]
    [InlineData("天氣", "今天天氣很好")]
    [InlineData("氣", "今天天氣很好")]
    [InlineData("100%", "is 100% sure")]
    [InlineData("a_b", "name a_b here")]
    [InlineData(@"c:\d", @"in c:\d there")]
    [InlineData("ÉTÉ", "un été")]
    public async Task A_search_finds_parts_of_what_was_said(string search, string title)
    {
        foreach (var text in new[] { "the quick brown fox", "今天天氣很好", "is 100% sure", "100 sure", "name a_b here", "aXb", @"in c:\d there", "un été" })
        {
            await WriteAsync(new TurnNote(Head(Noon), Said(1, text)));
        }

        var page = (await Store.ListAsync(new ConversationQuery(_tenant) { Search = search }, Token)).ValueOrThrow();

        Assert.Equal([title], page.Conversations.Select(one => one.Title));
    }

    [Fact]
    public async Task A_search_finds_replies_and_translations_too()
    {
        var head = Head(Noon);
        await WriteAsync(
            new TurnNote(head, Said(1, "good morning")), new TurnNote(head, Said(2, "bless you") with { Speaker = Speaker.Assistant }),
            new TranslationNote(head, "u1", "es", "buenos días"));

        foreach (var search in new[] { "bless", "DÍAS" })
        {
            Assert.Single((await Store.ListAsync(new ConversationQuery(_tenant) { Search = search }, Token)).ValueOrThrow().Conversations);
        }
    }

    [Fact]
    public async Task An_edited_turn_keeps_its_first_original_and_is_found_by_its_new_text()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(1, "wreck a nice beach")), new TurnNote(head, Said(2, "two")));

        await Store.EditAsync(head.Key, new TurnEdit("u1", "recognise peach", Noon), Token);
        var edited = (await Store.EditAsync(head.Key, new TurnEdit("u1", "recognise speech", Noon.AddMinutes(1)), Token)).ValueOrThrow();
        await WriteAsync(new TurnNote(head, Said(1, "wreck a nice beach")));

        Assert.Equal(("recognise speech", "wreck a nice beach", Noon.AddMinutes(1)), (edited.Text, edited.Original, edited.Edited));
        var found = await FindAsync(head);
        Assert.Equal(("recognise speech", "recognise speech"), (found.Said[0].Text, found.Title));
        Assert.Null(found.Said[1].Original);
        Assert.Single((await Store.ListAsync(new ConversationQuery(_tenant) { Search = "speech" }, Token)).ValueOrThrow().Conversations);
        Assert.Empty((await Store.ListAsync(new ConversationQuery(_tenant) { Search = "beach" }, Token)).ValueOrThrow().Conversations);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_edited_or_deleted()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(1, "one")));

        Assert.Equal("turn", (await Store.EditAsync(head.Key, new TurnEdit("u2", "x", Noon), Token)).Error?.Param);
        Assert.Equal("id", (await Store.EditAsync(Head(Noon).Key, new TurnEdit("u1", "x", Noon), Token)).Error?.Param);
        Assert.Equal(ErrorCodes.ConversationNotFound, (await Store.DeleteAsync(Head(Noon).Key, Noon, Token)).Error?.Code);
    }

    [Fact]
    public async Task A_deleted_conversation_is_gone_and_stays_gone()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(1, "one")), new TranslationNote(head, "u1", "es", "uno"));

        Assert.True((await Store.DeleteAsync(head.Key, Noon, Token)).Succeeded);
        await WriteAsync(new TurnNote(head, Said(1, "one")), new TurnNote(head, Said(2, "two")));

        Assert.Equal(ErrorCodes.ConversationNotFound, (await Store.FindAsync(head.Key, Token)).Error?.Code);
        Assert.Empty((await Store.ListAsync(new ConversationQuery(_tenant) { Search = "uno" }, Token)).ValueOrThrow().Conversations);
    }

    [Fact]
    public async Task A_tenant_sees_its_own_conversations_only()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(1, "one")));
        var other = head.Key with { Tenant = "another" };

        Assert.Equal(ErrorCodes.ConversationNotFound, (await Store.FindAsync(other, Token)).Error?.Code);
        Assert.Equal(ErrorCodes.ConversationNotFound, (await Store.EditAsync(other, new TurnEdit("u1", "x", Noon), Token)).Error?.Code);
        Assert.Equal(ErrorCodes.ConversationNotFound, (await Store.DeleteAsync(other, Noon, Token)).Error?.Code);
        Assert.DoesNotContain(
            head.Key.Id, (await Store.ListAsync(new ConversationQuery("another"), Token)).ValueOrThrow().Conversations.Select(one => one.Head.Key.Id));
    }

    [Fact]
    public async Task Old_conversations_and_kept_audio_are_told_the_oldest_first()
    {
        var heads = new[] { 3, 1, 2 }.Select(day => Head(Noon.AddDays(day - 4_000))).ToList();
        foreach (var head in heads)
        {
            await WriteAsync(new TurnNote(head, Said(1, "old")), new AudioNote(head, 1_000));
        }

        var old = (await Store.OlderThanAsync(Noon.AddDays(2.5 - 4_000), 100, Token)).ValueOrThrow().Where(Own);
        var first = (await Store.OlderThanAsync(Noon, 1, Token)).ValueOrThrow();
        await Store.ForgetAudioAsync(heads[1].Key, Token);
        var audio = (await Store.AudioAsync(Token)).ValueOrThrow().Where(one => Own(one.Key));

        Assert.Equal([heads[1].Key, heads[2].Key], old);
        Assert.Single(first);
        Assert.Equal([new StoredAudio(heads[2].Key, 1_000), new StoredAudio(heads[0].Key, 1_000)], audio);
    }

    [Fact]
    public async Task Any_text_is_taken()
    {
        var head = Head(Noon);
        await WriteAsync(new TurnNote(head, Said(1, "a\0b \ud83d\ude00 \ud800 end")));

        Assert.Equal("ab \ud83d\ude00 \ufffd end", (await FindAsync(head)).Said[0].Text);
    }

    [Fact]
    public async Task Writers_at_the_same_time_do_not_double_turns()
    {
        var head = Head(Noon);
        var notes = Enumerable.Range(1, 20).Select(n => (HistoryNote)new TurnNote(head, Said(n, $"turn {n}"))).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            foreach (var note in notes)
            {
                // The one that comes second is refused; what it brings is there the next time.
                if (!(await Store.WriteAsync([note], Token)).Succeeded)
                {
                    await WriteAsync(note);
                }
            }
        }));

        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"turn {n}"), (await FindAsync(head)).Said.Select(turn => turn.Text));
    }

    protected ConversationHead Head(DateTimeOffset started) => new(new ConversationKey(_tenant, $"s_{Guid.NewGuid():n}"), started)
    {
        Language = "en", Model = "scripted", Protocol = "websocket", Metadata = new Dictionary<string, string> { ["room"] = "一 1" },
    };

    protected static StoredTurn Said(int utterance, string text) => new($"u{utterance}", utterance)
    {
        Speaker = Speaker.User, Text = text, StartMs = utterance * 500, EndMs = (utterance * 500) + 500, Language = "en",
    };

    protected async Task WriteAsync(params HistoryNote[] notes) => (await Store.WriteAsync(notes, Token)).ValueOrThrow();

    private bool Own(ConversationKey key) => string.Equals(key.Tenant, _tenant, StringComparison.Ordinal);

    private async Task<StoredConversation> FindAsync(ConversationHead head) => (await Store.FindAsync(head.Key, Token)).ValueOrThrow();
}
