using Microsoft.Extensions.AI;
using Parley.Local.Scripted;

namespace Parley.Local.Tests.Scripted;

public sealed class ScriptedAssistantTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Hello there.", "Hello! I am a scripted assistant.")]
    [InlineData("My name is Ada.", "Nice to meet you, Ada.")]
    [InlineData("Thanks a lot", "You are welcome.")]
    [InlineData("你好。", "你好！我是照稿回答的助理。")]
    [InlineData("The cat sat.", "I heard you say: The cat sat.")]
    [InlineData("貓坐著。", "我聽到你說：「貓坐著」。")]
    public async Task What_was_said_is_answered_in_its_language(string said, string begins) =>
        Assert.StartsWith(begins, await AskAsync(new ScriptedAssistant(), said), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("…")]
    [InlineData("?!")]
    public async Task There_is_always_an_answer(string said) => Assert.NotEmpty(await AskAsync(new ScriptedAssistant(), said));

    [Fact]
    public async Task The_operators_rules_come_first()
    {
        var assistant = new ScriptedAssistant([new ScriptedRule(@"order (\d+)", "Order $1 is on its way.")]);
        Assert.Equal("Order 12 is on its way.", await AskAsync(assistant, "Hello, where is order 12?"));
        Assert.StartsWith("Hello!", await AskAsync(assistant, "hello"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_last_turn_of_the_user_counts() => Assert.StartsWith("Goodbye", (await new ScriptedAssistant().GetResponseAsync(
        [
            new ChatMessage(ChatRole.System, "hello"), new ChatMessage(ChatRole.User, "hello"),
            new ChatMessage(ChatRole.Assistant, "hello"), new ChatMessage(ChatRole.User, "bye"),
        ],
        cancellationToken: Cancellation)).Text, StringComparison.Ordinal);

    [Fact]
    public void It_says_of_itself_that_it_is_scripted() => Assert.True(ScriptedAssistant.Assistant("me", null).Scripted);

    [Theory]
    [InlineData("(", false)]
    [InlineData(@"(a)\1", false)]
    [InlineData("(a|aa)+$", true)]
    public void A_pattern_that_cannot_be_tried_in_bounded_time_is_refused(string pattern, bool good) =>
        Assert.Equal(good, ScriptedRule.Problem(pattern) is null);

    private static async Task<string> AskAsync(ScriptedAssistant assistant, string said) =>
        string.Concat(await assistant.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, said)], cancellationToken: Cancellation)
            .Select(update => update.Text).ToListAsync(Cancellation));
}
