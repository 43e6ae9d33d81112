using Parley.Conformance;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests;

/// <summary>The recogniser that the tests stand on keeps the same promises as the real one.</summary>
public sealed class ScriptedConformanceTests : RecognizerConformance
{
    protected override IRecognizer Recognizer { get; } = new ScriptedRecognizer();

    protected override float[] Speech { get; } = Spoken.Words("one two three four");
}
