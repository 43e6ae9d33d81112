namespace Parley.Server.Configuration;

/// <summary>What the command line says about settings.</summary>
/// <param name="File">A file of settings, or null.</param>
/// <param name="Settings">Full keys (<c>Parley:Listen:Port</c>) and their values.</param>
internal sealed record ConfigurationArguments(string? File, IReadOnlyDictionary<string, string?> Settings)
{
    public static readonly ConfigurationArguments None = new(null, new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase));
}
