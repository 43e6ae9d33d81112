using Parley.Engine.Sessions;
using Parley.Engine.Tests.Sessions;
using Parley.Events;
using Parley.Testing;

namespace Parley.Engine.Tests.Cluster;

/// <summary>Two nodes with one directory.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    public static readonly SessionOptions Recording = Studio.File with { Resumable = true, ResumeWindowSeconds = 30 };

    public static readonly SessionOptions Live = Studio.Live with { Resumable = true, ResumeWindowSeconds = 30 };

    private const int Chunk = Spoken.Rate / 10 * 2;

    private Nodes(SessionLimits? limits)
    {
        Directory = new MemorySessionDirectory(Time);
        A = new Studio(limits, directory: Directory);
        B = new Studio(limits, directory: Directory);
    }

    /// <summary>The clock of the directory.</summary>
    public VirtualTime Time { get; } = new();

    public MemorySessionDirectory Directory { get; }

    public Studio A { get; }

    public Studio B { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Nodes> StartAsync(SessionLimits? limits = null)
    {
        var nodes = new Nodes(limits);
        await nodes.A.Node!.StartAsync();
        await nodes.B.Node!.StartAsync();
        return nodes;
    }

    /// <summary>Speaks to a session, from where it stands, up to a position.</summary>
    public static async Task<Attachment> SpeakAsync(Session session, byte[] audio, long until, Action? takenOver = null)
    {
        var speaker = (await session.AttachAsync(takenOver ?? (() => { }), Cancellation)).ValueOrThrow();
        await SayAsync(speaker, audio, speaker.Received, until);
        return speaker;
    }

    public static async Task SayAsync(Attachment speaker, byte[] audio, long from, long until)
    {
        var position = from;
        foreach (var chunk in audio.AsSpan((int)from * 2, (int)(until - from) * 2).ToArray().Chunk(Chunk))
        {
            (await speaker.AppendAsync(chunk, position)).ValueOrThrow();
            position += chunk.Length / 2;
        }
    }

    /// <summary>Every event, with its number, until the session ends.</summary>
    public static async Task<List<LoggedEvent>> AllAsync(EventLog log, long after = 0)
    {
        var events = new List<LoggedEvent>();
        await foreach (var logged in log.FollowAsync(after, Cancellation))
        {
            events.Add(logged);
        }

        return events;
    }

    /// <summary>What is there to be read now.</summary>
    public static List<LoggedEvent> SoFar(EventLog log)
    {
        var last = log.Last;
        return [.. log.ReadAsync(0).ToBlockingEnumerable().TakeWhile(item => item.Sequence <= last).TakeUntil(item => item.Sequence == last)];
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Gone = false;
        await A.DisposeAsync();
        await B.DisposeAsync();
    }
}

/// <summary>Reading lists of events.</summary>
internal static class Listed
{
    public static List<TranscriptFinal> Finals(this IEnumerable<LoggedEvent> events) => [.. events.Select(item => item.Event).OfType<TranscriptFinal>()];

    /// <summary>Up to and with the first for which it holds.</summary>
    public static IEnumerable<T> TakeUntil<T>(this IEnumerable<T> items, Func<T, bool> last)
    {
        foreach (var item in items)
        {
            yield return item;
            if (last(item))
            {
                yield break;
            }
        }
    }
}
