using Google.Protobuf;

namespace Parley.Local.Onnx.Rewriting;

/// <summary>A network as its file describes it. What it is made of has names, and those of the outermost graph are known in all inner ones.</summary>
internal sealed class Network
{
    public const int Float32 = 1;
    public const int Unsigned8 = 2;
    public const int Signed8 = 3;
    public const int Signed64 = 7;

    private readonly Dictionary<string, TensorProto> _constants;

    /// <exception cref="ArgumentException">It has no graph, or two constants of the same name.</exception>
    public Network(ModelProto model)
    {
        Model = model;
        if (model.Graph is null)
        {
            throw new ArgumentException("There is no graph.", nameof(model));
        }

        _constants = model.Graph.Initializer.ToDictionary(constant => constant.Name, StringComparer.Ordinal);
        Graphs = [.. Within(model.Graph)];
    }

    public ModelProto Model { get; }

    /// <summary>The outermost graph and those inside its nodes.</summary>
    public IReadOnlyList<GraphProto> Graphs { get; }

    /// <summary>A constant of the outermost graph; null when <paramref name="name"/> is none.</summary>
    public TensorProto? Constant(string name) => _constants.GetValueOrDefault(name);

    public void Add(TensorProto constant)
    {
        if (_constants.TryAdd(constant.Name, constant))
        {
            Model.Graph.Initializer.Add(constant);
        }
    }

    /// <summary>A constant that no graph has yet.</summary>
    /// <param name="values">Its elements as they lie in memory.</param>
    public static TensorProto Tensor(string name, int type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values)
    {
        var constant = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(values) };
        constant.Dims.Add(shape.ToArray());
        return constant;
    }

    private static IEnumerable<GraphProto> Within(GraphProto graph) =>
        graph.Node.SelectMany(node => node.Attribute).Where(attribute => attribute.G is not null).SelectMany(attribute => Within(attribute.G)).Prepend(graph);
}
