using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Onnx;

/// <summary>
/// The memory that all networks of the process compute in. It grows to what the largest decodes ever needed at once, and each
/// piece of it stays, by itself, for as long as the process lives.
/// </summary>
public static class OnnxArena
{
    private static readonly Lazy<OnnxRun> Run = new(Smallest);
    private static readonly Lock Gate = new();

    /// <summary>Gives the pieces that no run uses back to the C library; does nothing in a process without networks.</summary>
    public static void GiveBack()
    {
        if (!OnnxModel.IsPrepared)
        {
            return;
        }

        lock (Gate)
        {
            // ONNX Runtime does it at the end of a run, and not else.
            var options = OnnxApi.CreateShrinkingRunOptions();
            try
            {
                Run.Value.Invoke(options);
            }
            finally
            {
                OnnxApi.ReleaseRunOptions(options);
            }
        }
    }

    private static OnnxRun Smallest()
    {
        var number = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Network.Float32, Shape = new TensorShapeProto() } };
        var graph = new GraphProto
        {
            Name = "smallest",
            Node = { new NodeProto { OpType = "Identity", Input = { "x" }, Output = { "y" } } },
            Input = { new ValueInfoProto { Name = "x", Type = number } },
            Output = { new ValueInfoProto { Name = "y", Type = number } },
        };
        var model = new OnnxModel(new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = 17 } } });
        return new OnnxRun(model, [("x", new OnnxTensor<float>())], [("y", new OnnxTensor<float>())]);
    }
}
