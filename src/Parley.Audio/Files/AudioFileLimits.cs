namespace Parley.Audio.Files;

/// <summary>What a recording may cost.</summary>
/// <param name="MaxBytes">Bytes of the file.</param>
/// <param name="MaxDuration">Length of the audio that comes out of it, however small the file.</param>
/// <param name="DecodeStall">How long nothing may move, neither file nor audio, before decoding is given up.</param>
public sealed record AudioFileLimits(long MaxBytes, TimeSpan MaxDuration, TimeSpan DecodeStall)
{
    /// <summary>1 GiB, 4 hours, 30 seconds.</summary>
    public static readonly AudioFileLimits Default =
        new(1L << 30, TimeSpan.FromHours(4), TimeSpan.FromSeconds(30));
}
