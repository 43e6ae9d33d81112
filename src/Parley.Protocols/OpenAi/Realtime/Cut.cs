namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>Where the client committed or cleared its audio.</summary>
/// <param name="At">Seconds of audio before it.</param>
/// <param name="Clears">What came before it is dropped.</param>
/// <param name="ItemId">The item that was announced for it; null: none yet.</param>
internal sealed record Cut(double At, bool Clears, string? ItemId)
{
    /// <summary>Where the audio of its item begins, seconds.</summary>
    public double From { get; init; }

    /// <summary>A turn that the server had found ended here, and is its item.</summary>
    public bool Served { get; set; }
}
