using Parley.Conformance;
using Parley.Engine.Routing.Results;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Routing.Results;

/// <summary>A recogniser that remembers keeps the promises of one that does not.</summary>
public sealed class CachedConformanceTests : RecognizerConformance, IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly ResultCache _cache;

    public CachedConformanceTests()
    {
        _cache = new ResultCache(new ResultCacheOptions(), new VirtualTime(), _meters);
        Recognizer = _cache.Over(new ScriptedRecognizer());
    }

    protected override IRecognizer Recognizer { get; }

    protected override float[] Speech { get; } = Spoken.Words("one two three four");

    public void Dispose()
    {
        _cache.Dispose();
        _meters.Dispose();
    }
}
