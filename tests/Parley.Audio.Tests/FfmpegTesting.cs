using System.Diagnostics;

namespace Parley.Audio.Tests;

/// <summary>The ffmpeg binary as a maker of test inputs and as an independent decoder.</summary>
internal static class FfmpegTesting
{
    /// <summary>Runs ffmpeg, unconfined, over trusted input; what it writes to its standard output comes back.</summary>
    public static async Task<byte[]> RunAsync(string arguments, byte[]? input = null)
    {
        var start = new ProcessStartInfo("ffmpeg", $"-hide_banner -v error -y {arguments}")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start");
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It stopped reading; its exit code says whether that was a failure.
        }

        await reading;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException($"ffmpeg {arguments}: {await errors}");
    }

    /// <summary>
    /// As <see cref="RunAsync"/>; <c>OUT</c> is a file's path, for containers that are written or read with seeking.
    /// </summary>
    /// <param name="file">What the file holds at first; then what comes back is the standard output, not the file.</param>
    public static async Task<byte[]> ConvertAsync(string arguments, byte[]? input = null, byte[]? file = null)
    {
        if (!arguments.Contains("OUT", StringComparison.Ordinal))
        {
            return await RunAsync(arguments, input);
        }

        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllBytesAsync(path, file ?? []);
            var output = await RunAsync(arguments.Replace("OUT", path, StringComparison.Ordinal), input);
            return file is null ? await File.ReadAllBytesAsync(path) : output;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
