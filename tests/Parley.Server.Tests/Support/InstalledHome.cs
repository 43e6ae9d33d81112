namespace Parley.Server.Support;

/// <summary>The folder that set-up filled; tests of the whole program need its models.</summary>
internal static class InstalledHome
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var home = Configuration.ParleyHome.Find(Environment.GetEnvironmentVariable(Configuration.ParleyHome.Variable), AppContext.BaseDirectory);
        return Directory.Exists(System.IO.Path.Combine(home, "models"))
            ? home
            : throw new InvalidOperationException($"{home} has no models. Set up first: ./parley setup");
    }
}
