using Parley.Local;
using Parley.Local.Models;
using Parley.Local.Onnx;
using Parley.Local.Sherpa.Speakers;
using Parley.Server.Configuration;

namespace Parley.Server.Hosting;

/// <summary>Looks for everything that will be loaded, so that a start without it says so at once and completely.</summary>
internal static class EngineFiles
{
    /// <summary>Everything missing or unusable, a sentence each.</summary>
    public static IEnumerable<string> Problems(ParleyOptions options) =>
        options.Models.Served.SelectMany(model => LocalModelCheck.Problems(ParleyServices.Local(model)))
            .Concat(new[]
            {
                options.Engine.VoiceDetector,
                Path.Combine(options.Engine.NativeFolder, NativeEngines.OnnxRuntime),
                Path.Combine(options.Engine.NativeFolder, NativeEngines.SherpaOnnx),
            }
            .Where(path => !File.Exists(path))
            .Select(path => $"{path} is missing. Set-up brings it: ./parley setup"))
            .Concat(options.Remote.LocalVoices.SelectMany(LocalVoiceCheck.Problems))
            .Concat(options.Engine.SpeakerEmbedding is { } embedding && SherpaSpeakerEmbedder.Problem(embedding) is { } fault ? [fault] : [])
            .Concat(VoiceDetector(options.Engine.VoiceDetector) is { } problem ? [problem] : []);

    /// <summary>What is wrong with the voice detector's file, apart from being missing.</summary>
    public static string? VoiceDetector(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            return OnnxFile.Problem(file) is { } problem
                ? $"The voice detector {path} {problem}. Delete it; set-up brings it again: ./parley setup"
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"The voice detector {path} cannot be read: {unreadable.Message}";
        }
    }
}
