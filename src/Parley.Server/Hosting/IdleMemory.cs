using System.Runtime;
using Parley.Local.Onnx;

namespace Parley.Server.Hosting;

/// <summary>
/// Gives the memory of finished sessions back to the system while nobody speaks, when a pause of the collector
/// disturbs no one. Left to themselves, the runtime, ONNX Runtime and the C library keep what a busy hour needed.
/// </summary>
internal static class IdleMemory
{
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        OnnxArena.GiveBack();
        NativeHeap.Trim();
    }
}
