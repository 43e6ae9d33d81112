using Parley.Client;
using Parley.Server.Support;
using Parley.Testing;
using Parley.Testing.Faults;

namespace Parley.Server.Faults;

/// <summary>A session over each kind of bad network: it ends with the finals of a good one, or says exactly what is wrong.</summary>
public sealed class SessionFaultTests : IAsyncLifetime
{
    private const int Sentences = 8;

    private static readonly byte[] Audio = Spoken.S16Le(
        [.. Enumerable.Range(0, Sentences).SelectMany(_ => new[] { Spoken.Words("the quick brown fox"), Spoken.Silence(1) })]);

    private TestServer _server = null!;
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _proxy = FaultProxy.To(_server.Address.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Latency_and_jitter_change_no_final()
    {
        _proxy.ToServer = _proxy.ToClient = new LineFaults { Latency = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(40) };

        var heard = await SayAsync();

        Assert.Equal(0, heard.Resumes);
    }

    [Fact]
    public async Task A_line_that_is_slower_than_speech_only_takes_longer()
    {
        // A second of audio is 32,000 bytes.
        _proxy.ToServer = LineFaults.Rate(24_000);
        await using var session = await StartAsync();
        await session.SendAsync(Audio.AsMemory(0, 32_000), Patience.Token());
        await HeardAsync(session);
        _proxy.ToServer = LineFaults.None;
        var heard = await SayAsync(session, Audio.AsMemory(32_000));

        Assert.Equal(0, heard.Resumes);
    }

    [Fact]
    public async Task A_connection_that_falls_silent_is_found_out_and_nothing_is_lost()
    {
        await using var session = await StartAsync(TimeSpan.FromSeconds(1));
        await session.SendAsync(Audio.AsMemory(0, 32_000), Patience.Token());
        await HeardAsync(session);

        _proxy.Blackhole();
        var heard = await SayAsync(session, Audio.AsMemory(32_000));

        Assert.InRange(heard.Resumes, 1, 20);
        Assert.True(_proxy.Swallowed > 0);
    }

    [Fact]
    public async Task A_backlog_of_most_of_a_minute_goes_out_in_chunks_that_the_server_takes()
    {
        var audio = Spoken.S16Le([.. Enumerable.Range(0, 25).SelectMany(_ => new[] { Spoken.Words("the quick brown fox"), Spoken.Silence(1) })]);
        await using var session = await StartAsync(TimeSpan.FromSeconds(1));
        _proxy.Blackhole();

        // The ring has room for it: nobody waits for the connection.
        await session.SendAsync(audio, Patience.Token());
        session.End();
        var heard = await ReadAsync(session);

        Assert.Equal(25, heard.Finals.Count);
        Assert.Empty(heard.Errors);
        Assert.Equal(50, heard.AudioSeconds);
        Assert.InRange(session.Resumes, 1, 20);
    }

    [Fact]
    public async Task Frames_that_arrive_broken_are_refused_and_the_session_goes_on_over_another_connection()
    {
        var connections = 0;
        _proxy.ToServer = new LineFaults
        {
            Corrupt = () =>
            {
                // Reserved bits, in the header of a frame in the middle of the audio.
                var (walker, broken) = (new FrameWalker(), Interlocked.Increment(ref connections) <= 3);
                return each =>
                {
                    walker.Walk(each);
                    return broken && walker is { Frame: 4, Offset: -1 } ? (byte)(each ^ 0x70) : each;
                };
            },
        };

        var heard = await SayAsync();

        Assert.Equal((3, 4), (heard.Resumes, connections));
        Assert.All(heard.Errors, code => Assert.Equal("invalid_frame", code));
    }

    [Fact]
    public async Task A_client_whose_frames_are_always_broken_is_told_so()
    {
        _proxy.ToServer = new LineFaults
        {
            Corrupt = () =>
            {
                var walker = new FrameWalker();
                return each =>
                {
                    walker.Walk(each);
                    return walker is { Frame: 2, Offset: -1 } ? (byte)(each ^ 0x70) : each;
                };
            },
        };
        await using var session = await StartAsync();

        var told = await Assert.ThrowsAsync<LiveSessionException>(async () => await SayAsync(session, Audio));

        Assert.Equal(("invalid_frame", false), (told.Code, told.Retry));
    }

    [Fact]
    public async Task Answers_that_arrive_broken_cost_the_connection_and_nothing_else()
    {
        var connections = 0;
        _proxy.ToClient = new LineFaults
        {
            Corrupt = () =>
            {
                var (walker, broken) = (new FrameWalker(), Interlocked.Increment(ref connections) <= 3);
                var count = 0;

                // Behind the answer to the handshake and the first event, whatever comes is no frame.
                return each =>
                {
                    walker.Walk(each);
                    count += walker.Frame >= 0 ? 1 : 0;
                    return broken && count > 400 ? (byte)0xFF : each;
                };
            },
        };

        var heard = await SayAsync();

        Assert.InRange(heard.Resumes, 1, 3);
    }

    [Fact]
    public async Task Audio_that_arrives_changed_is_heard_as_it_is_and_every_sample_counts()
    {
        _proxy.ToServer = new LineFaults
        {
            Corrupt = () =>
            {
                var (walker, random) = (new FrameWalker(), new Random(7));
                return each =>
                {
                    walker.Walk(each);
                    return walker is { Opcode: 2, Offset: >= 0 } && random.Next(10) == 0 ? (byte)random.Next(256) : each;
                };
            },
        };

        var heard = await ReadAllAsync(Audio);

        Assert.Equal(Audio.Length / 2.0 / Spoken.Rate, heard.AudioSeconds);
        Assert.Equal(0, heard.Resumes);
        Assert.Empty(heard.Errors);
        await StillServesAsync();
    }

    /// <summary>Waits until the server says that it hears speech.</summary>
    private static async Task HeardAsync(LiveSession session)
    {
        await foreach (var said in session.ReadAsync(Patience.Token()))
        {
            if (said.Type is "speech.started")
            {
                return;
            }
        }
    }

    private static async Task<Heard> ReadAsync(LiveSession session)
    {
        var heard = new Heard();
        await foreach (var said in session.ReadAsync(Patience.Token()))
        {
            heard.Add(said);
        }

        heard.Resumes = session.Resumes;
        return heard;
    }

    private async Task<LiveSession> StartAsync(TimeSpan? keepAlive = null) => await LiveSession.StartAsync(
        new LiveSessionOptions
        {
            Server = _proxy.Address, Batch = true, FirstRetry = TimeSpan.FromMilliseconds(5), KeepAlive = keepAlive ?? TimeSpan.FromSeconds(10),
        },
        random: new Random(1),
        cancellation: Patience.Token());

    private async Task<Heard> ReadAllAsync(ReadOnlyMemory<byte> audio)
    {
        await using var session = await StartAsync();
        await session.SendAsync(audio, Patience.Token());
        session.End();
        return await ReadAsync(session);
    }

    private async Task<Heard> SayAsync()
    {
        await using var session = await StartAsync();
        return await SayAsync(session, Audio);
    }

    /// <summary>Says the rest of the audio, and sees to it that every sentence was heard once and every sample counted.</summary>
    private static async Task<Heard> SayAsync(LiveSession session, ReadOnlyMemory<byte> rest)
    {
        await session.SendAsync(rest, Patience.Token());
        session.End();
        var heard = await ReadAsync(session);
        Assert.Equal(Enumerable.Repeat("the quick brown fox", Sentences), heard.Finals);
        Assert.Equal(Audio.Length / 2.0 / Spoken.Rate, heard.AudioSeconds);
        Assert.Equal(heard.Sequences.Order().Distinct(), heard.Sequences);
        return heard;
    }

    private async Task StillServesAsync()
    {
        using var answer = await _server.Client.GetAsync(new Uri("health/ready", UriKind.Relative), Patience.Token());
        Assert.True(answer.IsSuccessStatusCode);
    }

    private sealed class Heard
    {
        public List<string> Finals { get; } = [];

        public List<string> Errors { get; } = [];

        public List<long> Sequences { get; } = [];

        public double AudioSeconds { get; private set; }

        public int Resumes { get; set; }

        public void Add(LiveEvent said)
        {
            if (said.Sequence is { } sequence)
            {
                Sequences.Add(sequence);
            }

            switch (said.Type)
            {
                case "transcript.final":
                    Finals.Add(said.Text!);
                    break;
                case "error":
                    Errors.Add(said.Field("code")!);
                    break;
                case "usage":
                    AudioSeconds = said.Body.GetProperty("audio_seconds").GetDouble();
                    break;
            }
        }
    }
}
