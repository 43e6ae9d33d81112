using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Parley.Server.Tests;

/// <summary>Which project may know which, in the project files and in what the compiler made of them.</summary>
public sealed class ArchitectureTests
{
    private const int LongestFile = 400;

    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["Parley.Abstractions"] = [],
        ["Parley.Audio"] = ["Parley.Abstractions"],
        ["Parley.Client"] = [],
        ["Parley.Local"] = ["Parley.Abstractions", "Parley.Audio"],
        ["Parley.Remote"] = ["Parley.Abstractions", "Parley.Audio"],
        ["Parley.Engine"] = ["Parley.Abstractions", "Parley.Audio"],
        ["Parley.Protocols"] = ["Parley.Abstractions", "Parley.Audio", "Parley.Engine"],
        ["Parley.Storage"] = ["Parley.Abstractions"],
        ["Parley.Server"] = ["Parley.Abstractions", "Parley.Audio", "Parley.Local", "Parley.Engine", "Parley.Protocols", "Parley.Remote", "Parley.Storage"],
    };

    private static readonly string Source = Path.Combine(Root(), "src");

    public static TheoryData<string> Projects => [.. MayReference.Keys];

    [Fact]
    public void Every_project_has_its_rule() => Assert.Equal(
        MayReference.Keys.Order(StringComparer.Ordinal),
        Directory.GetDirectories(Source, "Parley.*").Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal),
        StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_references_only_what_its_project_may_know(string project) => Assert.All(
        Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))),
        reference => Assert.Contains(reference, MayReference[project], StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_references_only_what_its_project_may_know(string project) => Assert.All(
        References(project).Where(name => name.StartsWith("parley", StringComparison.OrdinalIgnoreCase)),
        reference => Assert.Contains(reference, MayReference[project], StringComparer.Ordinal));

    [Theory]
    [InlineData("Parley.Abstractions")]
    [InlineData("Parley.Audio")]
    [InlineData("Parley.Client")]
    [InlineData("Parley.Local")]
    [InlineData("Parley.Remote")]
    [InlineData("Parley.Engine")]
    [InlineData("Parley.Storage")]
    public void What_lies_below_the_protocols_knows_nothing_of_the_web(string project)
    {
        Assert.DoesNotContain(References(project), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Empty(Items(project, "FrameworkReference"));
    }

    [Theory]
    [InlineData("Parley.Abstractions", false)]
    [InlineData("Parley.Engine", false)]
    [InlineData("Parley.Protocols", false)]
    [InlineData("Parley.Audio", true)]
    [InlineData("Parley.Local", true)]
    public void Native_code_is_called_where_it_belongs_and_nowhere_else(string project, bool called) =>
        Assert.Equal(called, Read(project, metadata => metadata.MethodDefinitions
            .Any(method => metadata.GetMethodDefinition(method).Attributes.HasFlag(MethodAttributes.PinvokeImpl))));

    [Fact]
    public void Only_the_server_is_excused_from_injected_time_and_chance() => Assert.All(
        SourceFiles().Where(file => !file.Contains("/Parley.Server/", StringComparison.Ordinal)),
        file => Assert.DoesNotContain("RS0030", File.ReadAllText(file), StringComparison.Ordinal));

    [Fact]
    public void The_Socket_IO_server_knows_nothing_of_speech() => Assert.All(
        SourceFiles().Where(file => file.Contains("/SocketIO/EngineIo/", StringComparison.Ordinal) || file.Contains("/SocketIO/SocketIo/", StringComparison.Ordinal)),
        file => Assert.DoesNotMatch(@"Parley\.(Engine|Audio|Events|Providers|Protocols\.SocketIO\.Speech)", File.ReadAllText(file)));

    [Fact]
    public void No_source_file_is_too_long_to_read() => Assert.All(
        SourceFiles(), file => Assert.True(File.ReadLines(file).Count() <= LongestFile, $"{file} has over {LongestFile} lines"));

    private static List<string> SourceFiles()
    {
        var files = Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Select(file => file.Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(files);
        return files;
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"))
            .Descendants(kind).Select(item => item.Attribute("Include")!.Value);

    private static List<string> References(string project) => Read(project, metadata => metadata.AssemblyReferences
        .Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name)).ToList());

    private static T Read<T>(string project, Func<MetadataReader, T> read)
    {
        var name = string.Equals(project, "Parley.Server", StringComparison.Ordinal) ? "parley-server" : project;
        using var assembly = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")));
        return read(assembly.GetMetadataReader());
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
