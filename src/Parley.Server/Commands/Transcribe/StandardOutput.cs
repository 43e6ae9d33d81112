using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Parley.Server.Commands.Transcribe;

/// <summary>Standard output as a stream that says when its reader has gone.</summary>
internal static class StandardOutput
{
    /// <summary>What a shell reports for a program that its reader left (128 and SIGPIPE).</summary>
    public const int ReaderGone = 141;

    private const int BrokenPipe = 32;

    public static StreamWriter Open()
    {
        // The console's own stream swallows a broken pipe, which would let a two-hour file run on for nobody. A handle of
        // its own is only for pipes: on a file it would keep its own position and overwrite what others wrote.
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 1);
        Stream stream = pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    /// <summary>Whether writing failed because nobody reads any more.</summary>
    public static bool IsReaderGone(IOException fault) => (fault.HResult & 0xFFFF) == BrokenPipe;
}
