using Google.Protobuf;
using Parley.Local.Onnx;
using Parley.Local.Onnx.Rewriting;

namespace Parley.Local.Tests.Onnx.Rewriting;

/// <summary>The installed voice detector, changed or as it was published, over streams of which each window is heard in one run.</summary>
internal static class DetectorNetwork
{
    public static GraphProto Branch(ModelProto model, string name) =>
        model.Graph.Node.Single(node => node is { OpType: "If" }).Attribute.Single(attribute => attribute.Name.Equals(name, StringComparison.Ordinal)).G;

    public static ModelProto Read()
    {
        using var file = File.OpenRead(Installed.VoiceDetector);
        return ModelProto.Parser.ParseFrom(file);
    }

    public static ModelProto? Rewritten(ModelProto model) => (ModelProto?)NetworkRewriter.Rewrite(new MemoryStream(model.ToByteArray()));

    /// <summary>It computes what it did, but a node that nobody needs keeps it from being recognised.</summary>
    public static ModelProto Unrecognised()
    {
        var model = Read();
        Branch(model, "then_branch").Node.Add(new NodeProto { OpType = "Identity", Input = { "state" }, Output = { "unused" } });
        return model;
    }

    public static OnnxModel Load(ModelProto model)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, model.ToByteArray());
            return new OnnxModel(path, threads: 1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The probabilities of each stream, window by window, and what is remembered at the end.</summary>
    public static (float[][] Probabilities, float[] State) Hear(OnnxModel model, IReadOnlyList<float[]> streams, int rate = 16_000)
    {
        var (frame, context) = (rate * 32 / 1_000, rate * 4 / 1_000);
        using var input = new OnnxTensor<float>(streams.Count, context + frame);
        using var state = new OnnxTensor<float>(2, streams.Count, 128);
        using var sampleRate = new OnnxTensor<long>(1);
        using var probability = new OnnxTensor<float>(streams.Count, 1);
        using var next = new OnnxTensor<float>(2, streams.Count, 128);
        using var run = new OnnxRun(model, [("input", input), ("state", state), ("sr", sampleRate)], [("output", probability), ("stateN", next)]);
        sampleRate.Data[0] = rate;
        var heard = streams.Select(stream => new float[stream.Length / frame]).ToArray();
        for (var window = 0; window < heard[0].Length; window++)
        {
            for (var stream = 0; stream < streams.Count; stream++)
            {
                var samples = input.Data.Slice(stream * (context + frame), context + frame);
                samples[^context..].CopyTo(samples);
                streams[stream].AsSpan(window * frame, frame).CopyTo(samples[context..]);
            }

            run.Invoke();
            next.Data.CopyTo(state.Data);
            for (var stream = 0; stream < streams.Count; stream++)
            {
                heard[stream][window] = probability.Data[stream];
            }
        }

        return (heard, state.Data.ToArray());
    }
}
