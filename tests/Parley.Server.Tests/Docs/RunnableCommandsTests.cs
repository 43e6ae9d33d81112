namespace Parley.Server.Docs;

/// <summary>Types every command that the documents promise to work, with a server running and a recording at hand.</summary>
[Collection(Tests.Commands.ProcessCollection.Name)]
[Trait("speed", "slow")]
public sealed class RunnableCommandsTests(Workplace workplace) : IClassFixture<Workplace>
{
    public static TheoryData<string, string> Commands
    {
        get
        {
            var commands = new TheoryData<string, string>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in Markdown.Files)
            {
                foreach (var command in Markdown.Runnable(file).Where(seen.Add))
                {
                    commands.Add(file, command);
                }
            }

            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_in_the_documents_works_when_typed(string file, string command)
    {
        var (exit, output) = await workplace.TypeAsync(command);

        Assert.True(exit == 0, $"{file}:\n{command}\nexits with {exit}:\n{output}");
        if (command.Contains("talk.", StringComparison.Ordinal))
        {
            Assert.Contains(Workplace.Heard, output, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void There_are_commands_to_type() => Assert.True(Commands.Count >= 8);
}
