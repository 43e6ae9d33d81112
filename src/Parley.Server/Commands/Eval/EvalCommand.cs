using System.CommandLine;
using System.Globalization;
using Parley.Engine.Routing.Results;
using Parley.Failures;
using Parley.Server.Configuration;
using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Commands.Eval;

/// <summary><c>eval</c>: measures error rates, speed and latency over a list of clips.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var arguments = new EvalOptions();
        var command = new Command("eval", "Measure word error rate, speed and latency over a list of clips.");
        arguments.AddTo(command);
        common.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var clips = ReadList(parsed.GetRequiredValue(arguments.List), parsed.GetRequiredValue(arguments.Language));
            if (!clips.Succeeded)
            {
                await Console.Error.WriteLineAsync($"{parsed.GetValue(arguments.List)}: {clips.Error.Message}");
                return ExitCodes.Failure;
            }

            var url = parsed.GetValue(arguments.Url);
            var request = new EvalRequest
            {
                Clips = clips.Value,
                Live = parsed.GetValue(arguments.Live),
                Pace = parsed.GetValue(arguments.Pace),
                Jobs = parsed.GetValue(arguments.Jobs),
                Server = url is null ? null : new Uri(url),
                Model = parsed.GetValue(arguments.Model),
                SilenceMs = parsed.GetValue(arguments.SilenceMs),
                Json = parsed.GetValue(arguments.Json),
                BySet = parsed.GetValue(arguments.BySet),
            };
            if (request.Server is not null)
            {
                return await RemoteEval.RunAsync(request, cancellation);
            }

            var options = Load(common, parsed, arguments);

            // What is measured is the engine: a clip that comes twice is recognised twice.
            return options is null
                ? ExitCodes.Configuration
                : await OfflineCommand.RunAsync(options with { Cache = ResultCacheOptions.Off }, services => LocalEval.RunAsync(request, services, cancellation), cancellation);
        });
        return command;
    }

    /// <summary>The settings with the margins of the one model that is measured.</summary>
    private static ParleyOptions? Load(CommonOptions common, ParseResult parsed, EvalOptions arguments)
    {
        var (before, after) = (parsed.GetValue(arguments.MarginBefore), parsed.GetValue(arguments.MarginAfter));
        (string, string?) model = ("Models:Default", parsed.GetValue(arguments.Model));
        var options = common.Load(parsed, Console.Error, model);
        if (options is null || (before is null && after is null))
        {
            return options;
        }

        var path = $"Models:Catalog:{options.Models.Default}";
        return common.Load(parsed, Console.Error, model, ($"{path}:MarginBefore", Text(before)), ($"{path}:MarginAfter", Text(after)));
    }

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static Outcome<IReadOnlyList<Clip>> ReadList(string path, string language)
    {
        var opened = ClipAudio.Open(path);
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        using var reader = new StreamReader(opened.Value);
        return ClipList.Read(reader, Path.GetDirectoryName(Path.GetFullPath(path))!, language);
    }
}
