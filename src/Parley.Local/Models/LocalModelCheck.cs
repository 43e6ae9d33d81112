using Parley.Local.Onnx;
using Parley.Local.Sherpa;

namespace Parley.Local.Models;

/// <summary>
/// Looks at a model's files before the native library does: sherpa-onnx ends the whole process on a path that does not
/// open or a model that broke off, so nothing that is known to be wrong may reach it.
/// </summary>
public static class LocalModelCheck
{
    /// <summary>Everything that is wrong with a model's configuration and files, a sentence each.</summary>
    public static IReadOnlyList<string> Problems(LocalModel model)
    {
        if (SherpaKinds.Files(model.Kind) is not { } roles)
        {
            return [$"Model '{model.Name}': unknown kind '{model.Kind}'; known: {string.Join(", ", SherpaKinds.Names)}."];
        }

        return [
            .. roles.Where(role => !model.Files.Keys.Contains(role, StringComparer.Ordinal))
                .Select(role => $"Model '{model.Name}': kind '{model.Kind}' needs the file '{role}'."),
            .. model.Files.Keys.Where(role => !roles.Contains(role, StringComparer.Ordinal))
                .Select(role => $"Model '{model.Name}': kind '{model.Kind}' has no file '{role}'; it has {string.Join(", ", roles)}."),
            .. model.Files.Where(file => roles.Contains(file.Key, StringComparer.Ordinal))
                .Select(file => File(model.Name, file.Key, file.Value)).OfType<string>(),
        ];
    }

    private static string? File(string model, string role, string path)
    {
        if (System.IO.Directory.Exists(path) && string.Equals(role, "tokenizer", StringComparison.Ordinal))
        {
            return null;
        }

        if (!System.IO.File.Exists(path))
        {
            return $"Model '{model}': the file '{role}' is missing at {path}.";
        }

        try
        {
            using var file = System.IO.File.OpenRead(path);
            var problem = path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? OnnxFile.Problem(file)
                : file.Length == 0 ? "is empty"
                : null;
            return problem is null ? null : $"Model '{model}': the file '{role}' at {path} {problem}.";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"Model '{model}': the file '{role}' at {path} cannot be read: {unreadable.Message}";
        }
    }
}
