namespace Parley.Local.Onnx;

/// <summary>ONNX Runtime refused: a model that does not load, or inputs that do not fit it.</summary>
public sealed class OnnxException(string message, Exception? inner = null) : Exception(message, inner);
