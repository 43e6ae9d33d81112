using Parley.Engine.Sessions;
using Parley.Events;
using Parley.Failures;
using Parley.Providers;
using Parley.Testing;

namespace Parley.Engine.Tests.Sessions;

/// <summary>Files: finals only, as fast as the engine goes.</summary>
[Collection(AloneCollection.Name)]
public sealed class BatchTests : IAsyncDisposable
{
    private static readonly SessionLimits Limits = new() { PendingFinals = 3, AudioQueue = TimeSpan.FromSeconds(2) };

    private readonly Studio _studio = new(Limits);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task Files_get_finals_and_no_partials_and_are_decoded_as_batch()
    {
        var events = await _studio.HearAsync(
            Studio.File, Spoken.Words("one two three four five six seven eight nine"), Studio.Pause, Spoken.Words("ten"), Studio.Pause);
        Assert.Equal(["one two three four five six seven eight nine", "ten"], events.Finals());
        Assert.Empty(events.OfType<TranscriptPartial>());
        Assert.All(_studio.Recognizer.Requests, request => Assert.Equal(Urgency.Batch, request.Urgency));
    }

    [Fact]
    public async Task Finals_leave_in_the_order_of_their_utterances_though_decodes_finish_in_another()
    {
        string[] texts = ["one", "two", "three"];
        var gates = texts.ToDictionary(text => text, _ => new TaskCompletionSource(), StringComparer.Ordinal);
        _studio.Recognizer.Answer = async (_, text) =>
        {
            await gates[text].Task;
            return text;
        };
        var session = _studio.Start(Studio.File);
        var sending = Task.Run(() => Studio.SendAsync(session, [.. texts.SelectMany(text => new[] { Spoken.Words(text), Studio.Pause })]), Cancellation);
        await _studio.Recognizer.AskedAsync(requests => requests.Count == 3, Cancellation);
        gates["three"].SetResult();
        gates["two"].SetResult();
        await sending;
        Assert.Empty(session.Events.SoFar().OfType<TranscriptFinal>());
        gates["one"].SetResult();
        Assert.Equal(texts, (await Studio.EndAsync(session)).Finals(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task At_the_bound_of_pending_finals_the_audio_waits_and_so_does_its_sender()
    {
        _studio.Hold();
        var session = _studio.Start(Studio.File);
        await SendUtterancesAsync(session, Limits.PendingFinals);
        await _studio.Recognizer.AskedAsync(requests => requests.Count == Limits.PendingFinals, Cancellation);

        // Only the queue takes more; what it has no room for is held back.
        const int More = 9;
        var accepted = session.Received;
        var audio = Utterances(More);
        ValueTask<Outcome<long>> held;
        var sent = 0;
        do
        {
            held = session.AppendAsync(audio[sent++], null, Cancellation);
        }
        while (held.IsCompleted);

        Assert.InRange(session.Received - accepted, Limits.AudioQueue.TotalSeconds * Spoken.Rate * 0.8, Limits.AudioQueue.TotalSeconds * Spoken.Rate);
        Assert.Equal(Limits.PendingFinals, _studio.Recognizer.Requests.Count);
        _studio.Release();
        (await held).ValueOrThrow();
        foreach (var chunk in audio.Skip(sent))
        {
            (await session.AppendAsync(chunk, null, Cancellation)).ValueOrThrow();
        }

        Assert.Equal(Limits.PendingFinals + More, (await Studio.EndAsync(session)).Finals().Length);
    }

    [Fact]
    public async Task However_long_the_file_memory_stays_flat()
    {
        var session = _studio.Start(Studio.File);
        var finals = 0;
        var reading = Task.Run(
            async () =>
            {
                await foreach (var item in session.Events.ReadAsync(0, Cancellation))
                {
                    finals += item.Event is TranscriptFinal ? 1 : 0;
                }
            },
            Cancellation);
        const int Rounds = 6;
        const int EachRound = 60;
        var least = long.MaxValue;
        var before = 0L;
        for (var round = 1; round <= Rounds; round++)
        {
            await SendUtterancesAsync(session, EachRound);
            await Eventually.TrueAsync(() => Volatile.Read(ref finals) >= (round * EachRound) - 2, "the last finals of the round");
            var held = GC.GetTotalMemory(forceFullCollection: true);
            least = round == 1 ? least : Math.Min(least, held - before);
            before = held;
        }

        session.EndInput();
        await reading;
        Assert.Equal(Rounds * EachRound, finals);

        // A round is a minute, 3.8 MB as the engine holds it. Of the rounds the one that grew least counts: the arrays
        // that the threads' pools keep come and go with the threads, while audio that is not let go grows with every round.
        Assert.InRange(least, long.MinValue, 2_000_000);
    }

    private static async Task SendUtterancesAsync(Session session, int count)
    {
        foreach (var chunk in Utterances(count))
        {
            (await session.AppendAsync(chunk, null, Cancellation)).ValueOrThrow();
        }
    }

    /// <summary>So many utterances of a second each, in chunks of a tenth of a second.</summary>
    private static List<byte[]> Utterances(int count)
    {
        var one = Spoken.S16Le(Spoken.Words("one two"), Spoken.Silence(0.5)).Chunk(Spoken.Rate / 10 * 2).ToList();
        return [.. Enumerable.Repeat(one, count).SelectMany(chunks => chunks)];
    }
}
