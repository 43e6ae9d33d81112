using Parley.Local.Models;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether the models' files are there and look like models.</summary>
internal static class ModelChecks
{
    public static Finding Files(ModelOption model)
    {
        var problems = LocalModelCheck.Problems(ParleyServices.Local(model));
        return problems.Count == 0
            ? Finding.Fine($"model {model.Name}")
            : Finding.Amiss(string.Join(" ", problems).TrimEnd('.'), Mend);
    }

    public static Finding VoiceDetector(string path) =>
        !File.Exists(path) ? Finding.Amiss($"voice detector: {path} is missing", Mend)
        : EngineFiles.VoiceDetector(path) is { } problem ? Finding.Amiss(problem, Mend)
        : Finding.Fine("voice detector");

    private static string Mend => "./parley setup";
}
