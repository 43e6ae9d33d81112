using Parley.Client;

namespace Parley.Server.Cluster;

/// <summary>What a client sent and what it heard back: each final with its place in the audio.</summary>
internal sealed class Ledger
{
    private readonly List<string> _finals = [];
    private readonly List<long> _sequences = [];

    /// <summary>Utterance, place and text of each.</summary>
    public IReadOnlyList<string> Finals => _finals;

    public IReadOnlyList<long> Sequences => _sequences;

    /// <summary>Seconds of audio that the server accounts for.</summary>
    public double AudioSeconds { get; private set; }

    public int Resumes { get; private set; }

    public string? Ended { get; private set; }

    /// <summary>
    /// Says the audio to a session as a recording, so that nothing depends on how busy the machine is, and calls
    /// <paramref name="at"/> with how much of it, 0 to 1, was sent before each piece.
    /// </summary>
    public static Task<Ledger> RecordAsync(Uri server, byte[] audio, Func<double, Task>? at = null) =>
        RecordAsync(server, audio, (sent, _) => at?.Invoke(sent) ?? Task.CompletedTask);

    /// <summary>The same; what is called knows the session's id besides.</summary>
    public static async Task<Ledger> RecordAsync(Uri server, byte[] audio, Func<double, string, Task> at)
    {
        await using var session = await LiveSession.StartAsync(
            new LiveSessionOptions { Server = server, Batch = true, FirstRetry = TimeSpan.FromMilliseconds(20) },
            cancellation: TestContext.Current.CancellationToken);
        var ledger = new Ledger();
        var reading = ledger.ReadAsync(session);
        const int Piece = 3_200;
        for (var sent = 0; sent < audio.Length; sent += Piece)
        {
            await at((double)sent / audio.Length, session.Id!);
            await session.SendAsync(audio.AsMemory(sent, Math.Min(Piece, audio.Length - sent)), TestContext.Current.CancellationToken);
        }

        session.End();
        await reading;
        ledger.Resumes = session.Resumes;
        return ledger;
    }

    private async Task ReadAsync(LiveSession session)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        await foreach (var said in session.ReadAsync(patience.Token))
        {
            if (said.Sequence is { } sequence)
            {
                _sequences.Add(sequence);
            }

            switch (said.Type)
            {
                case "transcript.final":
                    _finals.Add($"{said.Body.GetProperty("utterance")} {said.Body.GetProperty("start")}–{said.Body.GetProperty("end")} {said.Text}");
                    break;
                case "usage":
                    AudioSeconds = said.Body.GetProperty("audio_seconds").GetDouble();
                    break;
                case "session.ended":
                    Ended = said.Body.GetProperty("reason").GetString();
                    break;
            }
        }
    }
}
