using System.Text;

namespace Parley.Server.Commands.Transcribe;

/// <summary>
/// A transcript on its way to the disk: written beside its target under another name, so that nobody ever sees half of
/// it under its own, and moved when it is whole.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _target;
    private readonly string _draft;
    private readonly bool _replace;

    private OutputFile(string target, string draft, bool replace, Stream stream)
    {
        (_target, _draft, _replace) = (target, draft, replace);
        Writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    public StreamWriter Writer { get; }

    /// <summary>Devices and pipes are written to, not replaced.</summary>
    public static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>Opens the output now, so that a folder that cannot be written to is found before the work.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static OutputFile Create(string target, bool replace)
    {
        if (IsDevice(target))
        {
            return new OutputFile(target, target, replace, new FileStream(target, FileMode.Open, FileAccess.Write));
        }

        // A link stays a link: what it points to is replaced.
        var real = new FileInfo(target) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? target
            : target;
        var folder = Path.GetDirectoryName(real)!;
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, $".{Path.GetFileName(real)}.{Path.GetRandomFileName()}.part");
        return new OutputFile(real, draft, replace, new FileStream(draft, FileMode.CreateNew, FileAccess.Write));
    }

    /// <summary>The transcript is whole: it takes its name.</summary>
    public async Task KeepAsync()
    {
        await Writer.DisposeAsync();
        if (!string.Equals(_draft, _target, StringComparison.Ordinal))
        {
            File.Move(_draft, _target, _replace);
        }
    }

    /// <summary>Removes what was not kept.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Writer.DisposeAsync();
        }
        catch (IOException)
        {
            // The disk is full or gone: what was written is removed anyway.
        }

        if (!string.Equals(_draft, _target, StringComparison.Ordinal))
        {
            File.Delete(_draft);
        }
    }
}
