using System.Runtime.Intrinsics.X86;
using Google.Protobuf;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>
/// Makes a network cheaper before the library loads it. What is rewritten is what ONNX Runtime would otherwise do
/// again at every run; what does not look as expected stays as it is.
/// </summary>
internal static class NetworkRewriter
{
    /// <summary>Beyond this a network would need too much memory while it is read.</summary>
    private const long MostBytes = 512L << 20;

    private const int SubLeafOfMore = 1;
    private const int Features = 7;

    /// <summary>
    /// This machine multiplies unsigned by signed bytes in one instruction, and exactly. Older ones have an instruction that
    /// overflows, so that weights stay unsigned there.
    /// </summary>
    private static readonly bool SignedIsFaster = X86Base.IsSupported
        && ((X86Base.CpuId(Features, 0).Ecx >> 11 & 1) != 0 || (X86Base.CpuId(Features, SubLeafOfMore).Eax >> 4 & 1) != 0);

    /// <returns>The network as it is to be loaded, to be written somewhere; null: as the file is.</returns>
    /// <exception cref="OnnxException">The file is no network.</exception>
    public static IMessage? Rewrite(Stream file)
    {
        if (file.Length > MostBytes)
        {
            return null;
        }

        try
        {
            var network = new Network(ModelProto.Parser.ParseFrom(file));
            var changed = WholeNumberProducts.Apply(network);
            changed |= SignedIsFaster && SignedWeights.Apply(network);
            changed |= KnownShapes.Apply(network);
            changed |= KnownScales.Apply(network);
            changed |= RotaryEmbeddings.Apply(network);
            changed |= ConvolutionProducts.Apply(network);
            if (!changed)
            {
                return null;
            }

            UnusedNodes.Remove(network.Model.Graph);
            return network.Model;
        }
        catch (Exception unfit) when (unfit is InvalidProtocolBufferException or ArgumentException)
        {
            throw new OnnxException("This is no ONNX model.", unfit);
        }
    }
}
