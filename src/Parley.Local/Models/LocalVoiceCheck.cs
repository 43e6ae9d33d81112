using Parley.Local.Sherpa.Speaking;

namespace Parley.Local.Models;

/// <summary>As <see cref="LocalModelCheck"/>, for models that speak: sherpa-onnx ends the process on a file that is not there.</summary>
public static class LocalVoiceCheck
{
    /// <summary>In every folder of espeak-ng's data.</summary>
    private static readonly string[] DataFiles = ["phontab", "phonindex", "phondata", "intonations"];

    /// <summary>Everything that is wrong with a voice's configuration and files, a sentence each.</summary>
    public static IReadOnlyList<string> Problems(LocalVoice voice)
    {
        if (SpeakingKinds.Needed(voice.Kind) is not { } needed || SpeakingKinds.Possible(voice.Kind) is not { } possible)
        {
            return [$"Voice '{voice.Name}': unknown kind '{voice.Kind}'; known: {string.Join(", ", SpeakingKinds.Names)}."];
        }

        string[] roles = [.. needed, .. possible];
        return
        [
            .. needed.Where(role => !voice.Files.Keys.Contains(role, StringComparer.Ordinal))
                .Select(role => $"Voice '{voice.Name}': kind '{voice.Kind}' needs the file '{role}'."),
            .. voice.Files.Keys.Where(role => !roles.Contains(role, StringComparer.Ordinal))
                .Select(role => $"Voice '{voice.Name}': kind '{voice.Kind}' has no file '{role}'; it has {string.Join(", ", roles)}."),
            .. voice.Files.Where(file => roles.Contains(file.Key, StringComparer.Ordinal))
                .Select(file => Problem(voice.Name, file.Key, file.Value)).OfType<string>(),
        ];
    }

    private static string? Problem(string voice, string role, string path)
    {
        if (!string.Equals(role, SpeakingKinds.DataFolder, StringComparison.Ordinal))
        {
            return ModelFile.Problem(path) is { } problem ? $"Voice '{voice}': the file '{role}' at {path} {problem}." : null;
        }

        return DataFiles.FirstOrDefault(file => !File.Exists(Path.Combine(path, file))) is { } missing
            ? $"Voice '{voice}': the folder '{role}' at {path} has no {missing}; it is the folder espeak-ng-data that comes with the model."
            : null;
    }
}
