using System.CommandLine;
using Parley.Audio.Files;
using Parley.Engine.Sessions;

namespace Parley.Server.Commands.Transcribe;

/// <summary><c>transcribe</c>: turns audio files into text, SRT, VTT or JSON.</summary>
internal static class TranscribeCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var files = new Argument<string[]>("FILE")
        {
            Description = "Audio files, of whatever kind; - reads standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string?>("--format", "-f")
        {
            Description = "text, srt, vtt or json. Default: as the output's extension says, else text.",
            HelpName = "FORMAT",
        };
        format.AcceptOnlyFromAmong(TranscriptFormats.Names);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "A file, or a folder that gets one file for each input. Default: standard output.",
            HelpName = "FILE|FOLDER",
        };
        var model = new Option<string?>("--model", "-m") { Description = "The model, such as moonshine-tiny.", HelpName = "NAME" };
        var language = new Option<string>("--language", "-l")
        {
            Description = "The language that is spoken (BCP-47), or auto. Default: en.",
            HelpName = "TAG",
            DefaultValueFactory = _ => "en",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite outputs that exist." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Say nothing on standard error but failures." };
        var command = new Command("transcribe", "Turn audio files into text, SRT, VTT or JSON.")
        {
            files, format, output, model, language, force, quiet,
        };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (inputs, target) = (parsed.GetRequiredValue(files), parsed.GetValue(output));
            var chosen = TranscriptFormats.Choose(parsed.GetValue(format), target);
            var plan = OutputPlan.Make(inputs, target, chosen, parsed.GetValue(force));
            if (!plan.Succeeded)
            {
                await Console.Error.WriteLineAsync($"{plan.Error.Param}: {plan.Error.Message}");
                return ExitCodes.Failure;
            }

            if (common.Load(parsed, Console.Error, ("Models:Default", parsed.GetValue(model))) is not { } options)
            {
                return ExitCodes.Configuration;
            }

            var request = new TranscribeRequest
            {
                Inputs = inputs,
                Targets = plan.Value,
                Format = chosen,
                Language = parsed.GetRequiredValue(language),
                Endpointing = options.Endpointing,
                Force = parsed.GetValue(force),
                Quiet = parsed.GetValue(quiet),
            };
            return await OfflineCommand.RunAsync(
                options, services => RunAsync(request, services, cancellation), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(TranscribeRequest request, IServiceProvider services, CancellationToken cancellation)
    {
        var time = services.GetRequiredService<TimeProvider>();
        using var status = StatusLine.OnTerminal(time, request.Quiet);
        var run = new TranscribeRun(
            request, services.GetRequiredService<SessionHub>(), services.GetRequiredService<AudioFileLimits>(), time, status, Console.Error);
        try
        {
            // Every transcript flushes; disposing would write the rest once more to a reader that has gone.
            var standardOutput = StandardOutput.Open();
            return await run.RunAsync(standardOutput, cancellation) == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (OutputLostException lost) when (lost.ReaderGone)
        {
            return StandardOutput.ReaderGone;
        }
        catch (OutputLostException lost)
        {
            status.Say($"Standard output: {lost.Message}");
            return ExitCodes.Failure;
        }
    }
}
