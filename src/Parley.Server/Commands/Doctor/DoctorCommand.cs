using System.CommandLine;
using Parley.Server.Configuration;

namespace Parley.Server.Commands.Doctor;

/// <summary><c>doctor</c>: says what is missing on this machine, and the command that mends it. Changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var selfTest = new Option<string?>(SelfTest.Option) { Hidden = true };
        var command = new Command("doctor", "Check this machine: settings, libraries, models, ports, certificate, disk and memory.") { selfTest };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = common.Read(parsed);
            return parsed.GetValue(selfTest) is { } model
                ? await SelfTest.RunAsync(loaded.Options, model, Console.Out, cancellation)
                : await ExamineAsync(loaded, parsed, Console.Out, cancellation);
        });
        return command;
    }

    private static async Task<int> ExamineAsync(
        LoadedConfiguration loaded, ParseResult parsed, TextWriter output, CancellationToken cancellation)
    {
        var amiss = 0;
        await foreach (var finding in FindingsAsync(loaded, parsed, cancellation))
        {
            amiss += finding.Well ? 0 : 1;
            await output.WriteLineAsync(finding.ToString().AsMemory(), cancellation);
        }

        return amiss == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <summary>From what everything needs to what needs everything, so that the first complaint is the one to mend first.</summary>
    private static async IAsyncEnumerable<Finding> FindingsAsync(
        LoadedConfiguration loaded,
        ParseResult parsed,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var options = loaded.Options;
        yield return Settings(loaded);
        yield return LibraryChecks.Opus();
        yield return LibraryChecks.SpeexDsp();
        yield return LibraryChecks.Espeak();
        yield return await LibraryChecks.FfmpegAsync(cancellation);
        foreach (var finding in TranslationChecks.All(options.Translators))
        {
            yield return finding;
        }

        var engine = LibraryChecks.Engine(options.Engine.NativeFolder);
        yield return engine;
        foreach (var model in options.Models.Served)
        {
            var files = ModelChecks.Files(model);
            yield return files.Well && engine.Well ? await SelfTest.InChildAsync(model, parsed, cancellation) : files;
        }

        yield return ModelChecks.VoiceDetector(options.Engine.VoiceDetector);
        yield return MachineChecks.Page(options.Web);
        await foreach (var port in PortChecks.AllAsync(options.Listen, cancellation))
        {
            yield return port;
        }

        if (CertificateChecks.Configured(options.Listen, TimeProvider.System.GetUtcNow()) is { } certificate)
        {
            yield return certificate;
        }

        yield return await StorageChecks.HistoryAsync(options, cancellation);
        yield return MachineChecks.Disk(Path.GetTempPath());
        yield return MachineChecks.Memory();
    }

    private static Finding Settings(LoadedConfiguration loaded) => loaded.Problems.Count == 0
        ? Finding.Fine("settings")
        : Finding.Amiss($"settings: {string.Join(" ", loaded.Problems).TrimEnd('.')}", "correct the settings named here; docs/configuration.md lists them all");
}
