using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Parley.Server.Configuration;
using Parley.Server.Support;

namespace Parley.Server.Docs;

/// <summary>Whatever configuration the documents show is one that the server takes.</summary>
public sealed partial class ConfigurationExampleTests
{
    private const string Recipes = "docs/providers.md";

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (var file in Markdown.Files)
            {
                foreach (Match block in Json().Matches(Repository.Read(file)))
                {
                    examples.Add(file, block.Groups["json"].Value);
                }
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_valid(string file, string json)
    {
        var home = Directory.CreateTempSubdirectory("parley-example-").FullName;
        try
        {
            var (options, problems) = Read(json, home);

            Assert.True(problems.Count == 0, $"{file}:\n{json}\n{string.Join('\n', problems)}");
            Assert.NotNull(options);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Theory]
    [InlineData("DeepSeek and Qwen", "deepseek", "moonshine-base", "1-qwen, 2-deepseek")]
    [InlineData("vLLM and Whisper", "qwen", "whisper", "qwen")]
    [InlineData("Ollama", "llama", "moonshine-base", "llama")]
    [InlineData("All on this machine", "scripted", "moonshine-base", "")]
    public void A_recipe_has_what_it_says(string recipe, string assistant, string recogniser, string translators)
    {
        var page = Repository.Read(Recipes);
        var json = Json().Match(page, page.IndexOf($"\n## {recipe}\n", StringComparison.Ordinal)).Groups["json"].Value;
        var home = Directory.CreateTempSubdirectory("parley-recipe-").FullName;
        try
        {
            var (options, _) = Read(json, home);

            Assert.Equal(assistant, options.Assistants.Served[0].Name);
            Assert.Equal(recogniser, options.Models.Default);
            Assert.Contains(recogniser, options.Models.Served.Select(model => model.Name).Concat(options.Remote.Recognizers.Select(one => one.Name)));
            Assert.Equal(translators, string.Join(", ", options.Translators.Served.Select(one => one.Name)));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public void There_are_examples_and_a_mistake_in_one_is_found()
    {
        Assert.True(Examples.Count >= 6);
        Assert.NotEmpty(Read("""{"Parley":{"Assistants":{"Defualt":"deepseek"}}}""", "/nowhere").Problems);
    }

    /// <summary>Reads it where every key is, and every key is in a file: the environment belongs to all tests together.</summary>
    private static (ParleyOptions Options, IReadOnlyList<string> Problems) Read(string json, string home)
    {
        var example = JsonNode.Parse(json)!;
        GiveKeys(example, home);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(example.ToJsonString()));
        var reader = new OptionReader(new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(ParleyOptionsReader.Section));
        return (ParleyOptionsReader.Read(reader, home), reader.Problems);
    }

    private static void GiveKeys(JsonNode? node, string home)
    {
        if (node is not JsonObject item)
        {
            return;
        }

        if ((item["KeyVariable"] ?? item["KeyFile"]) is { } named)
        {
            var file = Path.Combine(home, named.GetValue<string>());
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "sk-any\n");
            item.Remove("KeyVariable");
            item["KeyFile"] = named.GetValue<string>();
        }

        foreach (var child in item.Select(field => field.Value).ToList())
        {
            GiveKeys(child, home);
        }
    }

    [GeneratedRegex(@"^```json\n(?<json>\{\s*""Parley"".*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Json();
}
