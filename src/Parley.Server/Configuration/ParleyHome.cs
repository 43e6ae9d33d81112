namespace Parley.Server.Configuration;

/// <summary>The folder that set-up fills: models, native libraries, the built page.</summary>
internal static class ParleyHome
{
    public const string Variable = "PARLEY_HOME";
    private const string FolderName = ".parley";

    /// <summary>
    /// The folder named by the environment; else the nearest <c>.parley</c> above <paramref name="start"/>, which is where
    /// the app lies; else <c>.parley</c> in the current folder, where set-up would put it.
    /// </summary>
    public static string Find(string? named, string start)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Path.GetFullPath(named);
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var home = string.Equals(folder.Name, FolderName, StringComparison.Ordinal) ? folder.FullName : Path.Combine(folder.FullName, FolderName);
            if (Directory.Exists(home))
            {
                return home;
            }
        }

        return Path.GetFullPath(FolderName);
    }
}
