using Parley.Local.Onnx;
using Parley.Providers;

namespace Parley.Local.Vad;

/// <summary>One Silero model, shared by every stream, and run for several at once; a stream costs its state of a few kilobytes.</summary>
public sealed class SileroDetectorFactory : IVoiceDetectorFactory, IDisposable
{
    private readonly OnnxModel _model;
    private readonly ListeningRounds _rounds;

    /// <param name="path"><c>silero_vad_v5.onnx</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OnnxException">The file is not a model.</exception>
    public SileroDetectorFactory(string path, TimeProvider time, ListeningMetrics metrics)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The voice detector's model {path} is missing; ./parley doctor says how to install it.", path);
        }

        _model = new OnnxModel(path, threads: 1);
        _rounds = new ListeningRounds(_model, time, metrics);
    }

    public IVoiceDetector Create() => new SileroDetector(_model, _rounds);

    public void Dispose()
    {
        _rounds.Dispose();
        _model.Dispose();
    }
}
