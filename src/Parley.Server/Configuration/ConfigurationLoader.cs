
namespace Parley.Server.Configuration;

/// <summary>
/// Gathers the settings, later ones over earlier: 1. <c>appsettings.json</c> and <c>appsettings.{Environment}.json</c> beside
/// the app, 2. the same two in <c>PARLEY_HOME</c>, 3. the file named by <c>--config</c>, 4. <c>PARLEY__…</c> in the
/// environment, 5. the command line.
/// </summary>
internal static class ConfigurationLoader
{
    private const string EnvironmentVariable = "DOTNET_ENVIRONMENT";

    /// <param name="arguments">What the command line says.</param>
    /// <returns>Valid options, or everything that is wrong.</returns>
    public static LoadedConfiguration Load(ConfigurationArguments arguments)
    {
        var home = ParleyHome.Find(Environment.GetEnvironmentVariable(ParleyHome.Variable), AppContext.BaseDirectory);
        var problems = new List<string>();
        var root = Gather(home, arguments, problems);
        var reader = new OptionReader(root.GetSection(ParleyOptionsReader.Section));
        var options = ParleyOptionsReader.Read(reader, home);
        return new LoadedConfiguration(options, [.. problems, .. reader.Problems]);
    }

    private static IConfigurationRoot Gather(string home, ConfigurationArguments arguments, List<string> problems)
    {
        var builder = new ConfigurationBuilder();
        foreach (var folder in new[] { AppContext.BaseDirectory, home })
        {
            AddFile(builder, Path.Combine(folder, "appsettings.json"), problems);
            if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } environment)
            {
                AddFile(builder, Path.Combine(folder, $"appsettings.{environment}.json"), problems);
            }
        }

        if (arguments.File is { } named)
        {
            if (!File.Exists(named))
            {
                problems.Add($"--config {named}: there is no such file.");
            }

            AddFile(builder, Path.GetFullPath(named), problems);
        }

        builder.AddEnvironmentVariables();
        builder.AddInMemoryCollection(arguments.Settings);
        var root = builder.Build();
        problems.AddRange(root.GetChildren().Where(IsMisspelt).Select(section =>
            $"{section.Key}__… in the environment: Parley's settings begin with PARLEY and two underscores."));
        return root;
    }

    /// <summary>A file that is not JSON is a problem to report with the others, not an exception.</summary>
    private static void AddFile(ConfigurationBuilder builder, string path, List<string> problems)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            var source = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
            builder.AddConfiguration(source, shouldDisposeConfiguration: true);
            problems.AddRange(source.GetChildren()
                .Where(section => !string.Equals(section.Key, ParleyOptionsReader.Section, StringComparison.OrdinalIgnoreCase))
                .Select(section => $"{path}: '{section.Key}' has no meaning; everything stands under \"{ParleyOptionsReader.Section}\"."));
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: {broken.InnerException?.Message ?? broken.Message}");
        }
    }

    /// <summary>One underscore where two belong: the variable would be ignored without a word.</summary>
    private static bool IsMisspelt(IConfigurationSection section) =>
        section.Key.StartsWith("PARLEY_", StringComparison.OrdinalIgnoreCase) && section.GetChildren().Any();
}

/// <summary>What the settings amount to.</summary>
/// <param name="Options">To be used only when there are no problems.</param>
/// <param name="Problems">Everything that is wrong, a sentence each.</param>
internal sealed record LoadedConfiguration(ParleyOptions Options, IReadOnlyList<string> Problems);
