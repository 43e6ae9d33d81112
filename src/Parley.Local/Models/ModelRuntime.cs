namespace Parley.Local.Models;

/// <summary>What runs a recognition model.</summary>
public enum ModelRuntime
{
    /// <summary>The best there is for the model's kind.</summary>
    Auto,

    /// <summary>Parley's own decoding on ONNX Runtime: kind <c>moonshine</c>.</summary>
    Onnx,

    /// <summary>sherpa-onnx: every kind.</summary>
    Sherpa,
}
