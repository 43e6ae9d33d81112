namespace Parley.Server.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-settings-");

    [Fact]
    public void The_command_line_wins_over_a_file()
    {
        var file = Write("""{ "Parley": { "Limits": { "MaxSessions": 7, "EventCapacity": 100 } } }""");

        var loaded = Load(file, ("Parley:Limits:MaxSessions", "9"));

        Assert.Empty(loaded.Problems);
        Assert.Equal(9, loaded.Options.Limits.Sessions.MaxSessions);
        Assert.Equal(100, loaded.Options.Limits.Sessions.EventCapacity);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem() =>
        Assert.Equal(["--config /no/such/file: there is no such file."], Load("/no/such/file").Problems);

    [Fact]
    public void A_file_that_is_not_json_is_a_problem_beside_the_others()
    {
        var file = Write("{ Parley: 1 ");

        var problems = Load(file, ("Parley:Listen:Port", "x")).Problems;

        Assert.Equal(2, problems.Count);
        Assert.StartsWith($"{file}: ", problems[0], StringComparison.Ordinal);
        Assert.StartsWith("Listen:Port", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_outside_Parley_is_a_problem()
    {
        var file = Write("""{ "Limits": { "MaxSessions": 7 } }""");

        Assert.Equal([$"{file}: 'Limits' has no meaning; everything stands under \"Parley\"."], Load(file).Problems);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string json)
    {
        var path = Path.Combine(_folder.FullName, "settings.json");
        File.WriteAllText(path, json);
        return path;
    }

    private static LoadedConfiguration Load(string? file, params (string Key, string? Value)[] settings) =>
        ConfigurationLoader.Load(new ConfigurationArguments(
            file, settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase)));
}
