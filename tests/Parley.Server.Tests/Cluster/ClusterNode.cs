using Parley.Server.Support;
using Parley.Testing;

namespace Parley.Server.Cluster;

/// <summary>One node as a process of its own, that can be killed, frozen and started again on the same port.</summary>
internal sealed class ClusterNode : IDisposable
{
    private readonly RedisServer _redis;
    private readonly string _name;
    private RunningProgram _program;

    public ClusterNode(RedisServer redis, string name) => (_redis, _name, _program) = (redis, name, Run(redis, name, 0));

    public Uri Address { get; private set; } = null!;

    public async Task ReadyAsync() => Address = await _program.ReadyAsync();

    /// <summary>Ends it without a chance to say anything, and waits until the system knows.</summary>
    public async Task KillAsync()
    {
        await _program.SignalAsync("KILL");
        await _program.ExitAsync();
    }

    public Task FreezeAsync() => _program.SignalAsync("STOP");

    public Task ThawAsync() => _program.SignalAsync("CONT");

    /// <summary>Asks it to stop, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _program.SignalAsync("TERM");
        return await _program.ExitAsync();
    }

    /// <summary>Starts it again after its end.</summary>
    public async Task RestartAsync()
    {
        _program.Dispose();
        _program = Run(_redis, _name, Address.Port);
        await _program.ReadyAsync();
    }

    public void Dispose() => _program.Dispose();

    private static RunningProgram Run(RedisServer redis, string name, int port) => RunningProgram.Start(
        ["serve", "--port", $"{port}", "--model", "moonshine-tiny", "--set", "Listen:Grpc=off", "--set", "Engine:FinalWaitMs=0",
            "--set", "Cluster:TimeoutMs=2000", "--set", $"Cluster:Node={name}"],
        ("PARLEY__Cluster__Redis", redis.Connection));
}
