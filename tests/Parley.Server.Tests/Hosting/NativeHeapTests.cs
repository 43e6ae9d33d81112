using System.Globalization;
using System.Runtime.InteropServices;
using Parley.Server.Hosting;

namespace Parley.Server.Tests.Hosting;

/// <summary>What the C library keeps of memory that is free. The settings are those of the whole process, as in the program.</summary>
[Collection(AloneCollection.Name)]
public sealed class NativeHeapTests
{
    private const int Pieces = 300;
    private const int Threads = 4;

    /// <summary>Smaller than what is a mapping of its own.</summary>
    private const int Piece = 100 << 10;

    [Fact]
    public void What_threads_have_freed_goes_back_though_something_large_was_freed_before()
    {
        NativeHeap.Configure();
        using var filled = new CountdownEvent(Threads);
        using var free = new ManualResetEventSlim();
        FreeSomethingLarge();
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() => Fill(filled, free)))];
        Array.ForEach(threads, thread => thread.Start());
        filled.Wait(TestContext.Current.CancellationToken);
        var full = Resident();
        free.Set();
        Array.ForEach(threads, thread => thread.Join());
        NativeHeap.Trim();

        // Of 117 MB.
        Assert.InRange(full - Resident(), 90 << 20, long.MaxValue);
    }

    private static void FreeSomethingLarge() => Marshal.FreeHGlobal(Marshal.AllocHGlobal(24 << 20));

    private static void Fill(CountdownEvent filled, ManualResetEventSlim free)
    {
        var pieces = new nint[Pieces];
        foreach (ref var piece in pieces.AsSpan())
        {
            piece = Marshal.AllocHGlobal(Piece);
            for (var at = 0; at < Piece; at += Environment.SystemPageSize)
            {
                Marshal.WriteByte(piece, at, 1);
            }
        }

        filled.Signal();
        free.Wait();
        foreach (var piece in pieces)
        {
            Marshal.FreeHGlobal(piece);
        }
    }

    private static long Resident()
    {
        const string Field = "RssAnon:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line[Field.Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
