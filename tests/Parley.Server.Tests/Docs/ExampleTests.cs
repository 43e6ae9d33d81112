using Parley.Server.Support;

namespace Parley.Server.Docs;

/// <summary>Types everything that the documents promise to work, as it stands there, with a server running and a recording at hand.</summary>
[Collection(Tests.Commands.ProcessCollection.Name)]
[Trait("speed", "slow")]
public sealed class ExampleTests(Workplace workplace) : IClassFixture<Workplace>
{
    /// <summary>Its blocks are those of the English one; <see cref="DocumentTests"/> holds them together.</summary>
    private const string Translated = "README.zh-TW.md";

    public static TheoryData<string> Pages => [.. Markdown.Files.Where(file => file is not Translated && Runnable(file).Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_examples_of_a_page_work_when_typed_from_the_top_to_the_bottom(string page)
    {
        var wrong = new List<string>();
        foreach (var example in Runnable(page))
        {
            var (exit, output, errors) = await workplace.TypeAsync(example);
            if (exit is not 0 || (example.IsProgram && errors.Length > 0) || Feature.Output(example)?.IsMatch(output) is false)
            {
                wrong.Add($"{example}\nexits with {exit}:\n{output}\n{errors}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task The_examples_in_CSharp_print_what_they_promise()
    {
        foreach (var example in DotNetExamples.All)
        {
            var screen = new Screen();

            await DotNetExamples.Compiled(example)(workplace.Address, workplace.Samples, screen).WaitAsync(Patience.Token());

            Assert.Matches(Feature.Output(example)!, screen.Text);
        }
    }

    [Fact]
    public void There_are_examples_to_type() => Assert.True(Pages.Sum(page => Runnable(page.Data).Count()) >= 30);

    private static IEnumerable<Example> Runnable(string page) => Markdown.Examples(page).Where(example => example.Runnable);
}
