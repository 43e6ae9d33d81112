using Parley.Local;
using Parley.Local.Sherpa;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>Looks for everything that will be loaded, so that a start without it says so at once and completely.</summary>
internal static class EngineFiles
{
    /// <summary>Everything missing or unusable, a sentence each.</summary>
    public static IEnumerable<string> Problems(ParleyOptions options) =>
        options.Models.Served.SelectMany(model => SherpaModelCheck.Problems(ParleyServices.Sherpa(model)))
            .Concat(new[]
            {
                options.Engine.VoiceDetector,
                Path.Combine(options.Engine.NativeFolder, NativeEngines.OnnxRuntime),
                Path.Combine(options.Engine.NativeFolder, NativeEngines.SherpaOnnx),
            }
            .Where(path => !File.Exists(path))
            .Select(path => $"{path} is missing. Set-up brings it: ./parley setup"));
}
