using Parley.Server.Support;

namespace Parley.Server.Configuration;

public sealed class AssistantReaderTests
{
    [Fact]
    public void Without_a_word_the_scripted_one_answers()
    {
        var assistant = Assert.Single(AssistantReader.Read(Settings.Reader(), "/nowhere").Served);
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
            ("Assistants:Catalog:clerk:Rules:9:Reply", "A")), "/nowhere").Served;
        Assert.Equal(["clerk", "scripted"], assistants.Select(one => one.Name));
        Assert.Equal("Be brief.", assistants[0].Instructions);
        Assert.Equal(["A", "B"], assistants[0].Rules.Select(rule => rule.Reply));
    }

    [Theory]
    [InlineData("Assistants:Default", "nobody")]
    [InlineData("Assistants:Catalog:clerk:Kind", "human")]
    [InlineData("Assistants:Catalog:clerk:Rules:0:Pattern", "without a reply")]
    [InlineData("Assistants:Catalog:clerk:PatienceSeconds", "0")]
    [InlineData("Assistants:Catalog:clerk:KeyFile", "no-such-file")]
    [InlineData("Assistants:Catalog:clerk:KeyVariable", "PARLEY_TEST_NO_SUCH_VARIABLE")]
    public void What_cannot_be_is_reported_with_its_key(string key, string value)
    {
        var reader = Settings.Reader((key, value));
        AssistantReader.Read(reader, "/nowhere");
        Assert.Contains(key[..Math.Min(key.Length, 30)], Assert.Single(reader.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "m", "BaseUrl")]
    [InlineData("ftp://example.org", "m", "BaseUrl")]
    [InlineData("http://localhost:11434/v1", null, "Model")]
    public void A_language_model_needs_an_address_and_a_name(string? address, string? model, string key)
    {
        var reader = Settings.Reader(
            ("Assistants:Catalog:bard:Kind", "OpenAi"), ("Assistants:Catalog:bard:BaseUrl", address), ("Assistants:Catalog:bard:Model", model));
        AssistantReader.Read(reader, "/nowhere");
        Assert.Contains($"Assistants:Catalog:bard:{key}", Assert.Single(reader.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Recognisers_and_voices_over_the_network_are_read_by_their_names()
    {
        var (options, problems) = Settings.Read(
            ("Recognizers:whisper:BaseUrl", "http://localhost:8000/v1"),
            ("Recognizers:whisper:Model", "large-v3"),
            ("Recognizers:whisper:Languages", "zh, en"),
            ("Voices:kokoro:BaseUrl", "http://localhost:8000/v1"),
            ("Voices:kokoro:Model", "kokoro"),
            ("Voices:kokoro:Names", "af_heart, zf_xiaobei"));
        Assert.Empty(problems);
        Assert.Equal(["zh", "en"], Assert.Single(options.Remote.Recognizers).Languages);
        Assert.Equal(["af_heart", "zf_xiaobei"], Assert.Single(options.Remote.Voices).Voices.Select(voice => voice.Name));
        Assert.Contains("Voices:nobody:Names", string.Concat(Settings.Read(("Voices:nobody:Model", "m")).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_read_from_its_file_and_shown_nowhere()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, "sk-secret\nmore\n");
        try
        {
            var server = AssistantReader.Read(
                Settings.Reader(
                    ("Assistants:Default", "bard"),
                    ("Assistants:Catalog:bard:Kind", "OpenAi"),
                    ("Assistants:Catalog:bard:BaseUrl", "https://example.org/v1"),
                    ("Assistants:Catalog:bard:Model", "m"),
                    ("Assistants:Catalog:bard:KeyFile", file)),
                "/nowhere").Served[0].Server;
            Assert.Equal("sk-secret", server?.Key?.Value);
            Assert.DoesNotContain("sk-secret", $"{server}", StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
