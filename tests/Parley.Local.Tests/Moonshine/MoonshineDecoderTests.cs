using Parley.Local.Moonshine;
using Parley.Local.Onnx;

namespace Parley.Local.Tests.Moonshine;

/// <summary>A draft that is wrong just where the network hesitates.</summary>
[Collection(nameof(Engines))]
public sealed class MoonshineDecoderTests : IDisposable
{
    private const int Most = 60;

    private readonly MoonshineEncoder _encoder;
    private readonly MoonshineDecoder _decoder;

    public MoonshineDecoderTests(Engines engines)
    {
        Assert.NotNull(engines);
        var files = Installed.Moonshine("tiny").Files;
        _encoder = new MoonshineEncoder(files["encoder"], threads: 1);
        _decoder = new MoonshineDecoder(files["merged_decoder"], threads: 1);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    [Fact]
    public void It_is_put_right_and_the_rest_is_written_as_from_scratch()
    {
        var hesitations = 0;
        foreach (var (_, samples, _) in Installed.Sentences())
        {
            for (var length = 32_000; length < samples.Length; length += 8_000)
            {
                var states = _encoder.Encode(samples.AsSpan(0, length));
                var scratch = _decoder.Decode(states, [], Most, 0);
                int[] tokens = [.. scratch.Tokens];
                var (choice, at) = scratch.Choices.Skip(1).SkipLast(1).Select((choice, i) => (choice, i + 1)).Min();
                if (MoonshineDecoder.Checks(tokens) && Math.Exp(choice) < 0.6)
                {
                    hesitations++;
                    int[] wrong = [.. tokens[..at], tokens[0], .. tokens[(at + 1)..]];
                    Assert.Equal(tokens, _decoder.Decode(states, wrong, Most, 0).Tokens);
                }

                OnnxApi.ReleaseValue(states);
            }
        }

        Assert.InRange(hesitations, 10, int.MaxValue);
    }
}
