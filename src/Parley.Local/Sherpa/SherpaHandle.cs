using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Local.Onnx;

namespace Parley.Local.Sherpa;

/// <summary>A recogniser of the native library; decodes of several threads may use one.</summary>
internal sealed class SherpaHandle : SafeHandle
{
    /// <summary>Settings of ONNX Runtime that the library passes on: all models share one arena.</summary>
    private static readonly string Provider = $"cpu:{Path.Combine(AppContext.BaseDirectory, "onnxruntime.config")}";

    private SherpaHandle(nint recognizer)
        : base(0, ownsHandle: true) => SetHandle(recognizer);

    public override bool IsInvalid => handle == 0;

    /// <summary>Loads a model whose files were checked.</summary>
    /// <exception cref="InvalidOperationException">The library refused it.</exception>
    public static SherpaHandle Create(SherpaModel model)
    {
        OnnxModel.Prepare();
        var strings = new List<nint>();
        nint Utf8(string text)
        {
            var copy = Marshal.StringToCoTaskMemUTF8(text);
            strings.Add(copy);
            return copy;
        }

        try
        {
            var config = new RecognizerConfig
            {
                Features = new FeatureConfig { SampleRate = AudioFormat.EngineRate, FeatureDimension = 80 },
                DecodingMethod = Utf8("greedy_search"),
            };
            config.Model.Threads = model.Threads;
            config.Model.Provider = Utf8(Provider);
            foreach (var (role, path) in model.Files)
            {
                SherpaKinds.Set(ref config.Model, model.Kind, role, Utf8(path));
            }

            var made = new SherpaHandle(SherpaLibrary.CreateRecognizer(config));
            return made.IsInvalid
                ? throw new InvalidOperationException($"sherpa-onnx refused the model '{model.Name}'; its own message is on standard error.")
                : made;
        }
        finally
        {
            strings.ForEach(Marshal.FreeCoTaskMem);
        }
    }

    protected override bool ReleaseHandle()
    {
        SherpaLibrary.DestroyRecognizer(handle);
        return true;
    }
}
