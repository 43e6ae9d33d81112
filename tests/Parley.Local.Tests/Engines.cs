using Parley.Local.Moonshine;
using Parley.Local.Scheduling;
using Parley.Local.Sherpa;
using Parley.Local.Vad;
using Parley.Testing;

namespace Parley.Local.Tests;

/// <summary>The real engines, loaded once for all tests that use them.</summary>
public sealed class Engines : IDisposable
{
    private readonly EngineScheduler _scheduler;

    public Engines()
    {
        NativeEngines.Load(Installed.Native);
        _scheduler = new EngineScheduler(workers: 2, capacity: 64, TimeProvider.System, new TestMeters());
        Base = new MoonshineRecognizer(Installed.Moonshine("base"), _scheduler);
        SherpaBase = new SherpaRecognizer(Installed.Moonshine("base"), _scheduler);
        Detectors = new SileroDetectorFactory(Installed.VoiceDetector, TimeProvider.System, new ListeningMetrics(new TestMeters()));
    }

    public MoonshineRecognizer Base { get; }

    public SherpaRecognizer SherpaBase { get; }

    public SileroDetectorFactory Detectors { get; }

    public void Dispose()
    {
        _scheduler.Dispose();
        Base.Dispose();
        SherpaBase.Dispose();
        Detectors.Dispose();
    }
}

/// <summary>One at a time, so that none waits long for a core.</summary>
[CollectionDefinition(nameof(Engines))]
public sealed class EngineCollection : ICollectionFixture<Engines>;
