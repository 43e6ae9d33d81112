using System.Runtime.InteropServices;
using System.Text;

namespace Parley.Local.Onnx;

/// <summary>
/// The functions of ONNX Runtime's C API that are used here. The library hands out one table of function pointers whose
/// order never changes; the numbers are places in it (onnxruntime_c_api.h, struct OrtApi).
/// </summary>
internal static unsafe partial class OnnxApi
{
    /// <summary>The table asked for; newer libraries still serve it.</summary>
    private const uint ApiVersion = 14;

    private static readonly nint* Table = LoadTable();

    public static nint CreateEnv()
    {
        nint env;
        fixed (byte* name = "parley"u8)
        {
            const int Error = 3;
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Table[3])(Error, name, &env));
        }

        return env;
    }

    /// <summary>
    /// Gives all sessions of the process that ask for it (<c>session.use_env_allocators</c>) one arena together, which
    /// grows by what is needed instead of doubling: measured with Moonshine base, a third less memory.
    /// </summary>
    public static void ShareArena(nint env)
    {
        const int ArenaAllocator = 1;
        const int DefaultMemory = 0;
        const int GrowByRequest = 1;
        const int LibraryDefault = -1;
        nint memory;
        nint arena;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Table[69])(ArenaAllocator, DefaultMemory, &memory));
        Check(((delegate* unmanaged<nuint, int, int, int, nint*, nint>)Table[156])(
            0, GrowByRequest, LibraryDefault, LibraryDefault, &arena));
        Check(((delegate* unmanaged<nint, nint, nint, nint>)Table[144])(env, memory, arena));
        ((delegate* unmanaged<nint, void>)Table[157])(arena);
        ReleaseMemoryInfo(memory);
    }

    /// <summary>Sessions take their memory from <see cref="ShareArena"/>.</summary>
    public static nint CreateSessionOptions(int threads)
    {
        nint options;
        Check(((delegate* unmanaged<nint*, nint>)Table[10])(&options));
        Check(((delegate* unmanaged<nint, int, nint>)Table[24])(options, threads));
        Check(((delegate* unmanaged<nint, int, nint>)Table[25])(options, 1));
        fixed (byte* key = "session.use_env_allocators"u8)
        fixed (byte* yes = "1"u8)
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)Table[130])(options, key, yes));
        }

        return options;
    }

    /// <param name="model">A whole file; the session keeps a copy of what it needs.</param>
    public static nint CreateSession(nint env, ReadOnlySpan<byte> model, nint options)
    {
        nint session;
        fixed (byte* first = model)
        {
            Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)Table[8])(env, first, (nuint)model.Length, options, &session));
        }

        return session;
    }

    public static nint CreateSession(nint env, string path, nint options)
    {
        nint session;
        fixed (byte* utf8 = Utf8(path))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Table[7])(env, utf8, options, &session));
        }

        return session;
    }

    public static nint CreateCpuMemoryInfo()
    {
        nint info;
        const int DeviceAllocator = 0;
        const int DefaultMemory = 0;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Table[69])(DeviceAllocator, DefaultMemory, &info));
        return info;
    }

    /// <summary>A tensor over memory that the caller keeps in place.</summary>
    public static nint CreateTensor(nint memory, void* data, nuint bytes, ReadOnlySpan<long> shape, int elementType)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Table[49])(
                memory, data, bytes, dimensions, (nuint)shape.Length, elementType, &value));
        }

        return value;
    }

    /// <summary>A tensor of floats over memory of the library's own.</summary>
    public static nint CreateTensor(ReadOnlySpan<long> shape)
    {
        const int Float = 1;
        nint allocator;
        nint value;
        Check(((delegate* unmanaged<nint*, nint>)Table[78])(&allocator));
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)Table[48])(
                allocator, dimensions, (nuint)shape.Length, Float, &value));
        }

        return value;
    }

    public static nint CreateRunOptions()
    {
        nint options;
        Check(((delegate* unmanaged<nint*, nint>)Table[39])(&options));
        return options;
    }

    /// <summary>Every run with these options fails before its next node. On any thread.</summary>
    public static void Terminate(nint options) => Check(((delegate* unmanaged<nint, nint>)Table[46])(options));

    /// <summary>Options of a run at whose end the arena gives back what nothing uses.</summary>
    public static nint CreateShrinkingRunOptions()
    {
        var options = CreateRunOptions();
        fixed (byte* key = "memory.enable_memory_arena_shrinkage"u8)
        fixed (byte* firstProcessor = "cpu:0"u8)
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)Table[165])(options, key, firstProcessor));
        }

        return options;
    }

    /// <param name="options">Of the run; 0: the usual ones.</param>
    public static void Run(
        nint session, nint options, byte** inputs, nint* inputValues, int inputCount, byte** outputs, nint* outputValues, int outputCount) =>
        Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)Table[9])(
            session, options, inputs, inputValues, (nuint)inputCount, outputs, (nuint)outputCount, outputValues));

    public static int InputCount(nint session)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Table[30])(session, &count));
        return checked((int)count);
    }

    /// <summary>The shape a model declares for an input; −1 where any length goes.</summary>
    public static long[] InputShape(nint session, int input)
    {
        nint type;
        nint tensor;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[33])(session, (nuint)input, &type));
        try
        {
            // The tensor's information belongs to the type's.
            Check(((delegate* unmanaged<nint, nint*, nint>)Table[55])(type, &tensor));
            return Dimensions(tensor);
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Table[98])(type);
        }
    }

    public static long[] Shape(nint value)
    {
        nint tensor;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[65])(value, &tensor));
        try
        {
            return Dimensions(tensor);
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Table[99])(tensor);
        }
    }

    /// <summary>Where a tensor's elements lie, in place.</summary>
    public static void* Data(nint value)
    {
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)Table[51])(value, &data));
        return data;
    }

    public static void ReleaseMemoryInfo(nint info) => ((delegate* unmanaged<nint, void>)Table[94])(info);

    public static void ReleaseSession(nint session) => ((delegate* unmanaged<nint, void>)Table[95])(session);

    public static void ReleaseValue(nint value) => ((delegate* unmanaged<nint, void>)Table[96])(value);

    public static void ReleaseRunOptions(nint options) => ((delegate* unmanaged<nint, void>)Table[97])(options);

    public static void ReleaseSessionOptions(nint options) => ((delegate* unmanaged<nint, void>)Table[100])(options);

    private static long[] Dimensions(nint tensor)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Table[61])(tensor, &count));
        var dimensions = new long[checked((int)count)];
        fixed (long* first = dimensions)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[62])(tensor, first, count));
        }

        return dimensions;
    }

    private static void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Table[2])(status));
        ((delegate* unmanaged<nint, void>)Table[93])(status);
        throw new OnnxException(message ?? "ONNX Runtime gave no reason.");
    }

    private static nint* LoadTable()
    {
        var getApi = (delegate* unmanaged<uint, nint*>)OrtGetApiBase()[0];
        return getApi(ApiVersion);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport(NativeEngines.OnnxRuntime)]
    private static partial nint* OrtGetApiBase();
}
