namespace Parley.Audio.Files.Wav;

/// <summary>The head of a WAV file whose length is not known when it is begun, as players take it from a stream.</summary>
public static class OpenEndedWav
{
    /// <summary>To be followed by 16-bit little-endian samples of one channel.</summary>
    /// <param name="rate">Samples a second.</param>
    public static byte[] Header(int rate) => WavFile.Header(rate, null);
}
