using Parley.Local.Sherpa;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether the models' files are there and look like models.</summary>
internal static class ModelChecks
{
    public static Finding Files(ModelOption model)
    {
        var problems = SherpaModelCheck.Problems(ParleyServices.Sherpa(model));
        return problems.Count == 0
            ? Finding.Fine($"model {model.Name}")
            : Finding.Amiss(string.Join(" ", problems).TrimEnd('.'), Mend);
    }

    public static Finding VoiceDetector(string path) => new FileInfo(path) is { Exists: true, Length: > 0 }
        ? Finding.Fine("voice detector")
        : Finding.Amiss($"voice detector: {path} is missing or empty", Mend);

    private static string Mend => "./parley setup";
}
