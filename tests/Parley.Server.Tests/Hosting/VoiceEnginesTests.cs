using Microsoft.Extensions.DependencyInjection;
using Parley.Providers;
using Parley.Server.Hosting;
using Parley.Testing;

namespace Parley.Server.Tests.Hosting;

public sealed class VoiceEnginesTests
{
    [Fact]
    public void A_voice_that_is_not_installed_leaves_the_others()
    {
        using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IVoiceEngine>(new Engine(() => throw new InvalidOperationException("no such library")))
            .AddSingleton<IVoiceEngine>(new Engine(() => new ScriptedSynthesizer("local")))
            .AddSingleton<ISynthesizer>(new ScriptedSynthesizer("remote"))
            .BuildServiceProvider();
        Assert.Equal(["local", "remote"], VoiceEngines.Load(services).Models.Select(model => model.Model));
    }

    private sealed class Engine(Func<ISynthesizer> load) : IVoiceEngine
    {
        public ISynthesizer Load() => load();
    }
}
