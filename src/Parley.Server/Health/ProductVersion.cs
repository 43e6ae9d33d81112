using System.Reflection;

namespace Parley.Server.Health;

/// <summary>The version that was built, with the commit where the build knew it.</summary>
internal static class ProductVersion
{
    public static readonly string Text =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
