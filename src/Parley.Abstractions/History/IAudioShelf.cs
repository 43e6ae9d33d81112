namespace Parley.History;

/// <summary>The audio of conversations, in files. What a disk throws comes through as <see cref="IOException"/>.</summary>
public interface IAudioShelf
{
    /// <summary>
    /// Opens the audio of a conversation for writing; one that is there goes on. One writer at a time.
    /// </summary>
    /// <param name="id">A session's id.</param>
    /// <param name="rate">Samples a second of one channel.</param>
    IAudioWriter Write(string id, int rate);

    /// <summary>The audio as a WAV file; null: there is none.</summary>
    Stream? Read(string id);

    /// <summary>Removes the audio; false: there was none.</summary>
    bool Remove(string id);

    /// <summary>Every conversation that has audio here, and when it was last written.</summary>
    IReadOnlyList<(string Id, DateTimeOffset Written)> All();
}

/// <summary>Writes the audio of one conversation. Not for several threads at once.</summary>
public interface IAudioWriter : IDisposable
{
    /// <summary>Bytes of the whole file so far.</summary>
    long Bytes { get; }

    /// <summary>Puts little-endian samples of 16 bits at a position; what lies before it and was never written is silence.</summary>
    /// <param name="position">Of the first sample.</param>
    void Put(long position, ReadOnlySpan<byte> samples);
}
