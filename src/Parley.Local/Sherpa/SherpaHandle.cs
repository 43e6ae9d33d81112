using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Local.Models;
using Parley.Local.Onnx;
using Parley.Local.Sherpa.Streaming;

namespace Parley.Local.Sherpa;

/// <summary>A recogniser of the native library; decodes of several threads may use one.</summary>
internal sealed class SherpaHandle : SafeHandle
{
    /// <summary>Settings of ONNX Runtime that the library passes on: all models share one arena.</summary>
    private static readonly string Provider = $"cpu:{Path.Combine(AppContext.BaseDirectory, "onnxruntime.config")}";

    private readonly Action<nint> _release;

    private SherpaHandle(nint recognizer, Action<nint> release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(recognizer);
    }

    public override bool IsInvalid => handle == 0;

    private static FeatureConfig Features => new() { SampleRate = AudioFormat.EngineRate, FeatureDimension = 80 };

    /// <summary>Loads a model for whole utterances, whose files were checked.</summary>
    /// <exception cref="InvalidOperationException">The library refused it.</exception>
    public static SherpaHandle Create(LocalModel model)
    {
        OnnxModel.Prepare();
        using var strings = new NativeStrings();
        var config = new RecognizerConfig { Features = Features, DecodingMethod = strings.Add("greedy_search") };
        config.Model.Threads = model.Threads;
        config.Model.Provider = strings.Add(Provider);
        foreach (var (role, path) in model.Files)
        {
            SherpaKinds.Set(ref config.Model, model.Kind, role, strings.Add(path));
        }

        return Made(model, SherpaLibrary.CreateRecognizer(config), SherpaLibrary.DestroyRecognizer);
    }

    /// <summary>Loads a streaming model, whose files were checked.</summary>
    /// <exception cref="InvalidOperationException">The library refused it.</exception>
    public static SherpaHandle CreateStreaming(LocalModel model)
    {
        OnnxModel.Prepare();
        using var strings = new NativeStrings();
        var config = new StreamingRecognizerConfig { Features = Features, DecodingMethod = strings.Add("greedy_search") };
        config.Model.Threads = model.Threads;
        config.Model.Provider = strings.Add(Provider);
        foreach (var (role, path) in model.Files)
        {
            StreamingKinds.All[model.Kind][role](ref config.Model, strings.Add(path));
        }

        return Made(model, StreamingLibrary.CreateRecognizer(config), StreamingLibrary.DestroyRecognizer);
    }

    protected override bool ReleaseHandle()
    {
        _release(handle);
        return true;
    }

    private static SherpaHandle Made(LocalModel model, nint recognizer, Action<nint> release)
    {
        var made = new SherpaHandle(recognizer, release);
        return made.IsInvalid
            ? throw new InvalidOperationException($"sherpa-onnx refused the model '{model.Name}'; its own message is on standard error.")
            : made;
    }
}
