using System.CommandLine;
using System.Diagnostics;
using Parley.Audio;
using Parley.Providers;
using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Commands.Doctor;

/// <summary>
/// Loads a model and recognises a second of audio with it. In a process of its own, since the native library ends the
/// process on a file that it cannot use.
/// </summary>
internal static class SelfTest
{
    public const string Option = "--self-test";
    private const int Rate = AudioFormat.EngineRate;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The parent's half: starts this program again and says how it went.</summary>
    public static async Task<Finding> InChildAsync(ModelOption model, ParseResult parsed, CancellationToken cancellation)
    {
        using var child = Process.Start(StartInfo(model, parsed)) ?? throw new InvalidOperationException("The program does not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var errors = child.StandardError.ReadToEndAsync(limit.Token);
            var said = (await child.StandardOutput.ReadToEndAsync(limit.Token)).Trim();
            await child.WaitForExitAsync(limit.Token);
            return child.ExitCode == ExitCodes.Success
                ? Finding.Fine($"model {model.Name}: {said}")
                : Finding.Amiss($"model {model.Name}: {Reason(said, await errors)}", Mend(model));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            child.Kill();
            return Finding.Amiss($"model {model.Name}: no result within {Patience.TotalSeconds} s", Mend(model));
        }
    }

    /// <summary>The child's half.</summary>
    public static async Task<int> RunAsync(ParleyOptions options, string name, TextWriter output, CancellationToken cancellation)
    {
        var one = options with
        {
            Models = new ModelOptions(name, [.. options.Models.Served.Where(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase))]),
            Remote = options.Remote with { Recognizers = [] },
        };
        var began = Stopwatch.GetTimestamp();
        await using var services = await OfflineHost.StartAsync(one);
        var loading = Stopwatch.GetElapsedTime(began);

        using var detector = services.GetRequiredService<IVoiceDetectorFactory>().Create();
        _ = detector.Detect(new float[detector.FrameLength]);

        began = Stopwatch.GetTimestamp();
        var result = await services.GetRequiredService<IRecognizer>().RecognizeAsync(
            new RecognitionRequest("doctor", Hum(), one.Models.Served[0].Languages is [var language, ..] ? language : "auto", Urgency.Final),
            cancellation);
        if (!result.Succeeded)
        {
            await output.WriteLineAsync(result.Error.Message);
            return ExitCodes.Failure;
        }

        await output.WriteLineAsync(
            $"loads in {loading.TotalSeconds:0.0} s, recognises a second of audio in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        return ExitCodes.Success;
    }

    private static ProcessStartInfo StartInfo(ModelOption model, ParseResult parsed)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This program does not know its own path.");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (var argument in parsed.Tokens.Select(token => token.Value).Concat([Option, model.Name]))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>The native library writes its reason last.</summary>
    private static string Reason(string said, string errors) =>
        (said.Length > 0 ? said : errors.Trim().Split('\n')[^1].Trim()) is { Length: > 0 } reason ? reason : "it cannot be loaded";

    private static string Mend(ModelOption model) =>
        $"rm -rf '{Path.GetDirectoryName(model.Files.Values.First())}' && ./parley setup";

    /// <summary>A second of a quiet tone.</summary>
    private static float[] Hum()
    {
        var samples = new float[Rate];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = 0.05f * MathF.Sin(2 * MathF.PI * 220 * i / Rate);
        }

        return samples;
    }
}
