using Parley.Failures;
using Parley.Server.Evaluation.Clips;

namespace Parley.Server.Commands.Transcribe;

/// <summary>An input while it is read, and what it looked like before.</summary>
internal sealed class InputFile : IAsyncDisposable
{
    private readonly string? _path;
    private readonly (long, DateTime) _before;

    private InputFile(Stream stream, string? path)
    {
        (Stream, _path) = (stream, path);
        _before = Look();
    }

    public Stream Stream { get; }

    /// <summary>Why the input cannot be read, as far as that is seen without reading it.</summary>
    public static ParleyError? Missing(string input) =>
        IsStandardInput(input) || File.Exists(input) ? null
        : Directory.Exists(input) ? ParleyError.Invalid("FILE", "This is a folder; name the files in it.")
        : ParleyError.Invalid("FILE", "There is no such file.");

    public static Outcome<InputFile> Open(string input)
    {
        if (IsStandardInput(input))
        {
            return new InputFile(new InterruptibleInput(Console.OpenStandardInput()), null);
        }

        var opened = ClipAudio.Open(input);
        return opened.Succeeded ? new InputFile(opened.Value, Path.GetFullPath(input)) : opened.Error;
    }

    /// <summary>An error when the file is not what it was when it was opened.</summary>
    public ParleyError? Changed() => _before == Look()
        ? null
        : new ParleyError(ErrorCodes.InvalidAudio, "The file changed while it was read; the transcript may not match it.");

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private (long, DateTime) Look()
    {
        var info = _path is null ? null : new FileInfo(_path);
        return info is { Exists: true } ? (info.Length, info.LastWriteTimeUtc) : default;
    }

    private static bool IsStandardInput(string input) =>
        string.Equals(input, OutputPlan.StandardInput, StringComparison.Ordinal);
}
