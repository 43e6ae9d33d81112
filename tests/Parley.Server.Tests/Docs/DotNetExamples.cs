using Parley.Server.Support;

namespace Parley.Server.Docs;

/// <summary>
/// What the documents show of .NET stands in files of this folder, where it is compiled: with the address, the recording and the
/// console that a test has in place of a reader's.
/// </summary>
internal static class DotNetExamples
{
    private static readonly Dictionary<string, (string File, Func<Uri, ReadOnlyMemory<byte>, Screen, Task> RunAsync)> Programs = new(StringComparer.Ordinal)
    {
        ["docs/history.md"] = ("HistoryExample.cs", HistoryExample.RunAsync),
        ["docs/socketio.md"] = ("SocketIoExample.cs", SocketIoExample.RunAsync),
        ["docs/translation.md"] = ("TranslationExample.cs", TranslationExample.RunAsync),
    };

    /// <summary>Whatever the documents show.</summary>
    public static IEnumerable<Example> All => Markdown.Files.SelectMany(Markdown.Examples).Where(one => one.Language is "csharp");

    /// <summary>The page's example as it was compiled.</summary>
    public static Func<Uri, ReadOnlyMemory<byte>, Screen, Task> Compiled(Example example)
    {
        var (file, runAsync) = Programs[example.Page];
        var typed = example.Code
            .Replace("new Uri(\"http://localhost:7310\")", "server", StringComparison.Ordinal)
            .Replace("File.ReadAllBytes(\"talk.wav\").AsMemory(44)", "samples", StringComparison.Ordinal)
            .Replace("Console.", "screen.", StringComparison.Ordinal);
        var compiled = Repository.Read($"tests/Parley.Server.Tests/Docs/{file}").Replace("\n        ", "\n", StringComparison.Ordinal);
        Assert.Contains(typed, compiled, StringComparison.Ordinal);
        return runAsync;
    }
}
