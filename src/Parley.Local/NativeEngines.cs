using System.Reflection;
using System.Runtime.InteropServices;

namespace Parley.Local;

/// <summary>Finds the native engine libraries in the one folder where set-up puts them.</summary>
public static class NativeEngines
{
    public const string OnnxRuntime = "libonnxruntime.so";
    public const string SherpaOnnx = "libsherpa-onnx-c-api.so";

    private static readonly Lock Gate = new();
    private static nint _onnxRuntime;
    private static nint _sherpaOnnx;

    /// <summary>Loads the libraries from <paramref name="folder"/>; later calls do nothing.</summary>
    /// <exception cref="FileNotFoundException">A library is missing; the message names it.</exception>
    public static void Load(string folder)
    {
        lock (Gate)
        {
            if (_sherpaOnnx != 0)
            {
                return;
            }

            // sherpa-onnx needs ONNX Runtime by name; loading it first makes both use the same one.
            _onnxRuntime = Open(Path.Combine(folder, OnnxRuntime));
            _sherpaOnnx = Open(Path.Combine(folder, SherpaOnnx));
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
        }
    }

    private static nint Open(string path) => File.Exists(path)
        ? NativeLibrary.Load(path)
        : throw new FileNotFoundException($"The native library {path} is missing; ./parley doctor says how to install it.", path);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        OnnxRuntime => _onnxRuntime,
        SherpaOnnx => _sherpaOnnx,
        _ => 0,
    };
}
