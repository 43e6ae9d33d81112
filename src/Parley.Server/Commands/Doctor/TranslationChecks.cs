using Parley.Local.Apertium;
using Parley.Local.OpenCc;
using Parley.Server.Configuration;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether what translates on this machine is installed.</summary>
internal static class TranslationChecks
{
    public static IEnumerable<Finding> All(TranslatorOptions options)
    {
        foreach (var pair in options.Apertium.Pairs)
        {
            var name = $"Apertium {pair.From}-{pair.To}";
            yield return ApertiumLanguages.Mode(options.Apertium.Modes, pair) is null
                ? Finding.Amiss($"{name}: not installed", Install($"apertium {ApertiumLanguages.Package(pair)}"))
                : Finding.Fine(name);
        }

        if (options.TaiwanScript)
        {
            yield return OpenCcConverter.Open() is null ? Finding.Amiss("OpenCC: not installed", Install(OpenCcConverter.Package)) : Finding.Fine("OpenCC");
        }
    }

    private static string Install(string package) =>
        $"{(Environment.IsPrivilegedProcess ? "" : "sudo ")}apt-get install -y --no-install-recommends {package}";
}
