using Parley.Server.Commands.Transcribe;
using Parley.Server.Evaluation;
using Parley.Server.Evaluation.Report;
using Spectre.Console;

namespace Parley.Server.Commands.Eval;

/// <summary>Runs an evaluation and says what came of it.</summary>
internal static class EvalReport
{
    /// <summary>Up to so many sets are shown unasked.</summary>
    private const int FewSets = 20;

    /// <summary>A table that is not on a terminal is not folded.</summary>
    private const int WideEnough = 250;

    public static async Task<int> RunAsync(EvalRequest request, Evaluator evaluator, string? model, CancellationToken cancellation)
    {
        using var status = StatusLine.OnTerminal(TimeProvider.System, quiet: false);
        var finished = 0;
        var run = await evaluator.RunAsync(
            request.Clips,
            result =>
            {
                finished++;
                if (result.Failure is { } failure)
                {
                    status.Say($"{result.Clip.Name}: {failure}");
                }

                status.Show(() => $"{finished} of {request.Clips.Count} clips");
            },
            cancellation);
        var rows = EvalSummary.Of(run, remote: request.Server is not null);
        status.Around(() =>
        {
            foreach (var (language, count) in run.Skipped)
            {
                Console.Error.WriteLine($"Skipped {count} clips in {language}: {model ?? "the server's model"} does not understand it.");
            }

            if (request.Json || rows.Any(row => row.Clips > 0))
            {
                Write(request, model, run, rows);
            }
        });
        return run.Results.Count > 0 && run.Results.All(result => result.Failure is null) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void Write(EvalRequest request, string? model, EvalRun run, IReadOnlyList<EvalSummary> rows)
    {
        if (request.Json)
        {
            Console.Out.WriteLine(EvalJson.Write(model, request.Mode, run, rows));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WideEnough;
        }

        console.WriteLine($"{model ?? "the server's model"}, {request.Mode}{(request.Pace is 1 ? "" : $" at {request.Pace} × real time")}");
        EvalTable.Write(console, rows, request.BySet || rows.Count(row => row.Set is not null) is > 1 and <= FewSets);
    }
}
