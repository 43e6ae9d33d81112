using Parley.Server.Support;

namespace Parley.Server.Configuration;

public sealed class AssistantReaderTests
{
    [Fact]
    public void Without_a_word_the_scripted_one_answers()
    {
        var assistant = Assert.Single(AssistantReader.Read(Settings.Reader()).Served);
        Assert.Equal(("scripted", AssistantKind.Scripted, TimeSpan.FromSeconds(15)), (assistant.Name, assistant.Kind, assistant.Patience));
    }

    [Fact]
    public void The_default_comes_first_with_its_rules_in_their_order()
    {
        var assistants = AssistantReader.Read(Settings.Reader(
            ("Assistants:Default", "clerk"),
            ("Assistants:Catalog:clerk:Instructions", "Be brief."),
            ("Assistants:Catalog:clerk:Rules:10:Pattern", "b"),
            ("Assistants:Catalog:clerk:Rules:10:Reply", "B"),
            ("Assistants:Catalog:clerk:Rules:9:Pattern", "a"),
            ("Assistants:Catalog:clerk:Rules:9:Reply", "A"))).Served;
        Assert.Equal(["clerk", "scripted"], assistants.Select(one => one.Name));
        Assert.Equal("Be brief.", assistants[0].Instructions);
        Assert.Equal(["A", "B"], assistants[0].Rules.Select(rule => rule.Reply));
    }

    [Theory]
    [InlineData("Assistants:Default", "nobody")]
    [InlineData("Assistants:Catalog:clerk:Kind", "human")]
    [InlineData("Assistants:Catalog:clerk:Rules:0:Pattern", "without a reply")]
    [InlineData("Assistants:Catalog:clerk:PatienceSeconds", "0")]
    public void What_cannot_be_is_reported_with_its_key(string key, string value)
    {
        var reader = Settings.Reader((key, value));
        AssistantReader.Read(reader);
        Assert.Contains(key[..Math.Min(key.Length, 30)], Assert.Single(reader.Problems), StringComparison.Ordinal);
    }
}
