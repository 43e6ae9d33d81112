using System.Text.RegularExpressions;
using Parley.Server.Support;

namespace Parley.Server.Configuration;

/// <summary><c>docs/configuration.md</c> lists every setting that there is, with its default and its limits, and no other.</summary>
public sealed partial class ConfigurationReferenceTests
{
    [Fact]
    public void The_reference_lists_every_setting_with_its_default_and_its_limits()
    {
        var reader = Settings.Reader();
        ParleyOptionsReader.Read(reader, "/nowhere");
        var known = reader.Known
            .Where(option => !option.Path.Contains(":moonshine-", StringComparison.Ordinal))
            .Where(option => !option.Path.Contains(":scripted:", StringComparison.Ordinal))
            .Select(option => $"| `{option.Path}` | {option.Default} | {option.Limit} |");

        var listed = Row().Matches(Repository.Read("docs/configuration.md")).Select(row => row.Groups["facts"].Value);

        Assert.Equal(known.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_reference_lists_every_kind_of_model_with_its_files()
    {
        var kinds = Local.Sherpa.SherpaKinds.Names.Select(kind => $"| `{kind}` | {string.Join(", ", Local.Sherpa.SherpaKinds.Files(kind)!.Select(role => $"`{role}`"))} |");

        var listed = KindRow().Matches(Repository.Read("docs/configuration.md")).Select(row => row.Value);

        Assert.Equal(kinds.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    /// <summary>Key, default, limits, and a meaning that is not empty.</summary>
    [GeneratedRegex(@"^(?<facts>\| `[A-Z][^|`]*:[^|`]*` \|[^|]*\|[^|]*\|) [^|]+ \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `[a-z0-9_]+` \| `[^|]*` \|$", RegexOptions.Multiline, 1_000)]
    private static partial Regex KindRow();
}
