using Parley.Audio.Files;
using Parley.Server.Evaluation;
using Parley.Server.Evaluation.Live;

namespace Parley.Server.Commands.Eval;

/// <summary>Measures a running server from outside.</summary>
internal static class RemoteEval
{
    public static async Task<int> RunAsync(EvalRequest request, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var sessions = new WebSocketLiveSessions(request.Server!, request.Model, request.SilenceMs);
        var runner = new LiveClipRunner(sessions, new LivePlayer(time, request.Pace), AudioFileLimits.Default, time);
        try
        {
            return await EvalReport.RunAsync(request, new Evaluator(runner, time, request.Jobs), request.Model, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return OfflineCommand.Interrupted;
        }
    }
}
