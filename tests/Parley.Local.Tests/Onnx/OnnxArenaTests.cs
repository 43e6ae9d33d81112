using System.Runtime.InteropServices;
using Parley.Local.Onnx;
using Parley.Local.Vad;

namespace Parley.Local.Tests.Onnx;

/// <summary>What is counted is the whole process's: nothing else runs meanwhile.</summary>
[Collection(nameof(OnnxArenaTests))]
[CollectionDefinition(nameof(OnnxArenaTests), DisableParallelization = true)]
public sealed partial class OnnxArenaTests
{
    [Fact]
    public void What_a_large_run_needed_goes_back_and_is_there_again_for_the_next()
    {
        NativeEngines.Load(Installed.Native);
        using var model = new OnnxModel(Installed.VoiceDetector, threads: 1);
        using var run = new SileroRun(model, streams: 4_096);
        run.Invoke();
        var before = Held();
        OnnxArena.GiveBack();

        // The run computes in far more.
        Assert.InRange(before - Held(), 16 << 20, long.MaxValue);
        var heard = run.Probability(0);
        run.Invoke();
        Assert.Equal(heard, run.Probability(0));
    }

    /// <summary>Bytes that the C library counts as in use.</summary>
    private static long Held()
    {
        var counts = Count();
        return (long)(counts.InMappings + counts.InArenas);
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Counts Count();

    /// <summary>As <c>struct mallinfo2</c> has them.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct Counts
    {
        [FieldOffset(32)]
        public nuint InMappings;

        [FieldOffset(56)]
        public nuint InArenas;
    }
}
