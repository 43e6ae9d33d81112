using Parley.Server.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Commands;

/// <summary>Runs a command that needs the engine and no server.</summary>
internal static class OfflineCommand
{
    /// <summary>What a shell reports for a program that Ctrl-C ended (128 and SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>How long a decode that cannot be interrupted may hold up the end of the process.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Loads the engine, does the work, and gives its exit code.</summary>
    public static async Task<int> RunAsync(
        ParleyOptions options, Func<IServiceProvider, Task<int>> work, CancellationToken cancellation)
    {
        ServiceProvider services;
        try
        {
            services = await OfflineHost.StartAsync(options).WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
#pragma warning disable CA1031 // Whatever the engine's reason, the user gets its sentence.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"The models cannot be loaded: {fault.Message}");
            return ExitCodes.Unavailable;
        }

        try
        {
            return await work(services);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted;
        }
        finally
        {
            await Task.WhenAny(services.DisposeAsync().AsTask(), Task.Delay(Patience, CancellationToken.None));
        }
    }
}
