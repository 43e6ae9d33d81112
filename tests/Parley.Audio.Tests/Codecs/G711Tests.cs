using FsCheck;
using FsCheck.Fluent;

namespace Parley.Audio.Tests.Codecs;

public sealed class G711Tests
{
    [Theory]
    [InlineData(AudioEncoding.MuLaw, 0xFF, 0)]
    [InlineData(AudioEncoding.MuLaw, 0x7F, 0)]
    [InlineData(AudioEncoding.MuLaw, 0xFE, 8)]
    [InlineData(AudioEncoding.MuLaw, 0xEF, 132)]
    [InlineData(AudioEncoding.MuLaw, 0x80, 32_124)]
    [InlineData(AudioEncoding.MuLaw, 0x00, -32_124)]
    [InlineData(AudioEncoding.ALaw, 0xD5, 8)]
    [InlineData(AudioEncoding.ALaw, 0x55, -8)]
    [InlineData(AudioEncoding.ALaw, 0xC5, 264)]
    [InlineData(AudioEncoding.ALaw, 0xAA, 32_256)]
    [InlineData(AudioEncoding.ALaw, 0x2A, -32_256)]
    public void A_code_has_the_value_of_the_standard(AudioEncoding law, byte code, int value) =>
        Assert.Equal(value, Decode(law, code) * 32_768);

    [Theory]
    [InlineData(AudioEncoding.MuLaw, "mulaw")]
    [InlineData(AudioEncoding.ALaw, "alaw")]
    public async Task All_256_codes_have_the_values_that_ffmpeg_gives_them(AudioEncoding law, string name)
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];

        var reference = await FfmpegTesting.RunAsync($"-f {name} -ar 8000 -ac 1 -i pipe:0 -f f32le pipe:1", codes);

        Assert.Equal(
            Enumerable.Range(0, 256).Select(code => BitConverter.ToSingle(reference, code * 4)),
            codes.Select(code => Decode(law, code)));
    }

    [Theory]
    [InlineData(AudioEncoding.MuLaw)]
    [InlineData(AudioEncoding.ALaw)]
    public void The_nearest_code_of_any_sample_decodes_to_within_its_step(AudioEncoding law) =>
        Prop.ForAll<short>(sample =>
        {
            var nearest = Enumerable.Range(0, 256).Select(code => Decode(law, (byte)code) * 32_768)
                .MinBy(value => Math.Abs(value - sample));

            // Steps are a sixteenth of their segment, and the smallest are 16 wide (A-law) or 8 (µ-law); the last
            // code stands for everything up to full scale.
            var tolerance = Math.Max(8, (Math.Abs((int)sample) + 132) / 16 / 2) + (Math.Abs((int)sample) > 32_000 ? 650 : 0);
            Assert.InRange(nearest - sample, -tolerance, tolerance);
        }).QuickCheckThrowOnFailure();

    private static float Decode(AudioEncoding law, byte code) =>
        Assert.Single(DecoderTesting.DecodeOnce(new(law, 8_000, 1), [code]).ValueOrThrow());
}
