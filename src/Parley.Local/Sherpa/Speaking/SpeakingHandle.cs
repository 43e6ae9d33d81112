using System.Runtime.InteropServices;
using Parley.Local.Models;
using Parley.Local.Onnx;

namespace Parley.Local.Sherpa.Speaking;

/// <summary>A model of the native library that speaks.</summary>
internal sealed class SpeakingHandle : SafeHandle
{
    private SpeakingHandle(nint model)
        : base(0, ownsHandle: true) => SetHandle(model);

    public override bool IsInvalid => handle == 0;

    /// <summary>Loads a model whose files were checked.</summary>
    /// <exception cref="InvalidOperationException">The library refused it.</exception>
    public static SpeakingHandle Create(LocalVoice voice)
    {
        OnnxModel.Prepare();
        using var strings = new NativeStrings();
        var config = new SpeakingConfig { MaxSentences = 1 };
        config.Model.Threads = voice.Threads;
        config.Model.Provider = strings.Add("cpu");
        foreach (var (role, path) in voice.Files)
        {
            SpeakingKinds.Set(ref config.Model, voice.Kind, role, strings.Add(path));
        }

        var made = new SpeakingHandle(SpeakingLibrary.Create(config));
        return made.IsInvalid
            ? throw new InvalidOperationException($"sherpa-onnx refused the voice '{voice.Name}'; its own message is on standard error.")
            : made;
    }

    protected override bool ReleaseHandle()
    {
        SpeakingLibrary.Destroy(handle);
        return true;
    }
}
