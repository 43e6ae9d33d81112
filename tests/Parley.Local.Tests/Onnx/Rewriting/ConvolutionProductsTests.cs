using Google.Protobuf;
using Parley.Local.Onnx;
using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Tests.Onnx.Rewriting;

[Collection(nameof(Engines))]
public sealed class ConvolutionProductsTests : IDisposable
{
    private static readonly float[] Speech = [.. Installed.Sentences().SelectMany(sentence => sentence.Samples)];

    private readonly OnnxModel _published;
    private readonly OnnxModel _rewritten;

    public ConvolutionProductsTests(Engines engines)
    {
        Assert.NotNull(engines);
        _published = DetectorNetwork.Load(DetectorNetwork.Unrecognised());
        _rewritten = new OnnxModel(Installed.VoiceDetector, threads: 1);
    }

    public void Dispose()
    {
        _published.Dispose();
        _rewritten.Dispose();
    }

    [Fact]
    public void It_hears_in_real_speech_what_the_published_network_hears()
    {
        var expected = DetectorNetwork.Hear(_published, [Speech]);
        var heard = DetectorNetwork.Hear(_rewritten, [Speech]);

        Assert.InRange(expected.Probabilities[0].Count(probability => probability > 0.5f), 300, expected.Probabilities[0].Length - 20);
        AssertEqual(expected.Probabilities[0], heard.Probabilities[0], 1e-4);
        AssertEqual(expected.State, heard.State, 1e-3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    public void Streams_heard_together_are_heard_as_alone(int count)
    {
        // Each begins elsewhere.
        float[][] streams = [.. Enumerable.Range(0, count).Select(stream => Speech.AsSpan(stream * Speech.Length / 20, Speech.Length / 5).ToArray())];

        var published = DetectorNetwork.Hear(_published, streams).Probabilities;
        var together = DetectorNetwork.Hear(_rewritten, streams).Probabilities;

        for (var stream = 0; stream < count; stream++)
        {
            AssertEqual(DetectorNetwork.Hear(_rewritten, [streams[stream]]).Probabilities[0], together[stream], 1e-5);
            AssertEqual(published[stream], together[stream], 1e-4);
        }
    }

    [Fact]
    public void At_8_kHz_it_is_as_it_was()
    {
        var expected = DetectorNetwork.Hear(_published, [Speech[..80_000]], rate: 8_000);
        var heard = DetectorNetwork.Hear(_rewritten, [Speech[..80_000]], rate: 8_000);

        Assert.Equal(expected.Probabilities[0], heard.Probabilities[0]);
        Assert.Equal(expected.State, heard.State);
    }

    [Fact]
    public void A_window_of_another_length_is_refused()
    {
        using var input = new OnnxTensor<float>(10, 64 + 448);
        using var state = new OnnxTensor<float>(2, 10, 128);
        using var rate = new OnnxTensor<long>(1);
        using var probability = new OnnxTensor<float>(10, 1);
        using var run = new OnnxRun(_rewritten, [("input", input), ("state", state), ("sr", rate)], [("output", probability)]);
        rate.Data[0] = 16_000;

        Assert.Throws<OnnxException>(run.Invoke);
    }

    [Fact]
    public void No_convolution_is_left_at_16_kHz_and_nothing_is_asked_of_shapes()
    {
        var published = DetectorNetwork.Read();
        var rewritten = DetectorNetwork.Rewritten(published)!;

        var operations = DetectorNetwork.Branch(rewritten, "then_branch").Node.Select(node => node.OpType).ToList();
        Assert.All(["Conv", "If", "Shape"], operation => Assert.DoesNotContain(operation, operations));
        Assert.Single(operations, "LSTM");
        Assert.Equal(DetectorNetwork.Branch(published, "else_branch").CalculateSize(), DetectorNetwork.Branch(rewritten, "else_branch").CalculateSize());
        Assert.Equal(published.Graph.Input, rewritten.Graph.Input);
        Assert.Equal(published.Graph.Output, rewritten.Graph.Output);
    }

    [Fact]
    public void A_network_that_does_something_else_as_well_is_left_alone() =>
        Assert.Null(DetectorNetwork.Rewritten(DetectorNetwork.Unrecognised()));

    [Theory]
    [InlineData("strides")]
    [InlineData("pads")]
    [InlineData("dilations")]
    public void A_network_whose_convolutions_are_others_is_left_alone(string attribute)
    {
        var network = DetectorNetwork.Read();
        var convolution = DetectorNetwork.Branch(network, "then_branch").Node.Where(node => node is { OpType: "Conv" }).ElementAt(2);
        var numbers = convolution.Attribute.Single(found => found.Name.Equals(attribute, StringComparison.Ordinal)).Ints;
        numbers[0]++;

        Assert.Null(DetectorNetwork.Rewritten(network));
    }

    [Fact]
    public void A_network_that_chooses_at_another_rate_is_left_alone()
    {
        var network = DetectorNetwork.Read();
        var rate = network.Graph.Node.Single(node => node is { OpType: "Constant" }).Attribute[0].T;
        rate.RawData = ByteString.CopyFrom(BitConverter.GetBytes(22_050L));

        Assert.Null(DetectorNetwork.Rewritten(network));
    }

    [Fact]
    public void A_network_with_a_memory_of_another_kind_is_left_alone()
    {
        var network = DetectorNetwork.Read();
        var memories = new Network(network).Graphs.SelectMany(graph => graph.Node).Where(node => node is { OpType: "LSTM" });
        foreach (var memory in memories)
        {
            memory.Attribute.Add(new AttributeProto { Name = "input_forget", I = 1 });
        }

        Assert.Null(DetectorNetwork.Rewritten(network));
    }

    private static void AssertEqual(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max(), 0, tolerance);
    }
}
