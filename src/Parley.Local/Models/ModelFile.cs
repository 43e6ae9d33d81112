using Parley.Local.Onnx;

namespace Parley.Local.Models;

/// <summary>Tells what is wrong with one file before the native library meets it.</summary>
internal static class ModelFile
{
    /// <summary>To follow its path; null: nothing.</summary>
    public static string? Problem(string path)
    {
        if (!File.Exists(path))
        {
            return "is missing";
        }

        try
        {
            using var file = File.OpenRead(path);
            return path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? OnnxFile.Problem(file)
                : file.Length == 0 ? "is empty"
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {unreadable.Message}";
        }
    }
}
