using System.CommandLine;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Commands;

/// <summary>The options that every command has, and the settings that follow from them.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "A JSON file of settings, over those of the installation.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "One setting, such as Limits:MaxSessions=50. May be repeated. docs/configuration.md lists them.",
        HelpName = "KEY=VALUE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_set);
        _set.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value).Where(text => text.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--set {text}: KEY=VALUE is needed.");
            }
        });
    }

    /// <summary>
    /// The settings in force, or null after every problem was written to <paramref name="errors"/>; the command then exits
    /// with <see cref="ExitCodes.Configuration"/>.
    /// </summary>
    /// <param name="more">Settings from the command's own options, by key below <c>Parley</c>.</param>
    public ParleyOptions? Load(ParseResult parsed, TextWriter errors, params IEnumerable<(string Key, string? Value)> more)
    {
        var loaded = Read(parsed, more);
        string[] problems = [.. loaded.Problems, .. EngineFiles.Problems(loaded.Options)];
        if (problems.Length == 0)
        {
            return loaded.Options;
        }

        errors.WriteLine(problems.Length == 1 ? "Parley cannot start:" : $"Parley cannot start, for {problems.Length} reasons:");
        foreach (var problem in problems)
        {
            errors.WriteLine($"  {problem}");
        }

        return null;
    }

    /// <summary>The settings in force and what is wrong with them.</summary>
    public LoadedConfiguration Read(ParseResult parsed, params IEnumerable<(string Key, string? Value)> more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in parsed.GetValue(_set) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            settings[$"{ParleyOptionsReader.Section}:{pair[..equals]}"] = pair[(equals + 1)..];
        }

        foreach (var (key, value) in more.Where(setting => setting.Value is not null))
        {
            settings[$"{ParleyOptionsReader.Section}:{key}"] = value;
        }

        return ConfigurationLoader.Load(new ConfigurationArguments(parsed.GetValue(_config), settings));
    }
}
