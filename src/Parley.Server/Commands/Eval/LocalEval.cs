using Parley.Audio.Files;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Engine.Turns;
using Parley.Server.Evaluation;
using Parley.Server.Evaluation.Clips;
using Parley.Server.Evaluation.Live;
using SessionOptions = Parley.Engine.Sessions.SessionOptions;

namespace Parley.Server.Commands.Eval;

/// <summary>Measures the engine of this process.</summary>
internal static class LocalEval
{
    public static Task<int> RunAsync(EvalRequest request, IServiceProvider services, CancellationToken cancellation)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var hub = services.GetRequiredService<SessionHub>();
        var limits = services.GetRequiredService<AudioFileLimits>();
        var endpointing = services.GetRequiredService<EndpointingOptions>();
        endpointing = endpointing with { SilenceMs = request.SilenceMs ?? endpointing.SilenceMs };
        IClipRunner runner = request.Live
            ? new LiveClipRunner(
                new LocalLiveSessions(hub, new SessionOptions { Endpointing = endpointing }), new LivePlayer(time, request.Pace), limits, time)
            : new FileClipRunner(hub, new FileTranscriptionOptions { Endpointing = endpointing }, limits, time);
        var model = services.GetRequiredService<RecognizerCatalog>().Default;
        return EvalReport.RunAsync(request, new Evaluator(runner, time, request.Jobs), model, cancellation);
    }
}
