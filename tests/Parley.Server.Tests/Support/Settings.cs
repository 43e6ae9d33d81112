using Microsoft.Extensions.Configuration;
using Parley.Server.Configuration;

namespace Parley.Server.Support;

/// <summary>Options as a test states them; what it does not state is the default.</summary>
internal static class Settings
{
    public static OptionReader Reader(params (string Key, string? Value)[] settings) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.GroupBy(setting => setting.Key, (key, same) => KeyValuePair.Create(key, same.Last().Value), StringComparer.OrdinalIgnoreCase))
        .Build());

    public static (ParleyOptions Options, IReadOnlyList<string> Problems) Read(params (string Key, string? Value)[] settings)
    {
        var reader = Reader(settings);
        var options = ParleyOptionsReader.Read(reader, "/nowhere");
        return (options, reader.Problems);
    }

    public static ParleyOptions Valid(params (string Key, string? Value)[] settings)
    {
        var (options, problems) = Read(settings);
        Assert.Empty(problems);
        return options;
    }
}
