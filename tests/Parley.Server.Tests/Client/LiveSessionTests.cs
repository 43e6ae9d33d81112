using Parley.Client;
using Parley.Server.Support;
using Parley.Testing;
using Parley.Testing.Faults;

namespace Parley.Server.Client;

/// <summary>The .NET client against a real server, with a cable in between that tests cut.</summary>
public sealed class LiveSessionTests
{
    private const int MostCuts = 20;

    private static readonly string[] Vocabulary = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Connections_cut_at_random_moments_cost_no_sample_and_no_final_and_repeat_none(int seed)
    {
        await using var server = await TestServer.StartAsync();
        var random = new Random(seed);
        var audio = Speech(random, sentences: 40);
        var undisturbed = await HearAsync(server.Address, audio, random);

        await using var proxy = FaultProxy.To(server.Address.Port);
        var chance = new Random(seed);
        var cuts = 0;
        proxy.CutEach(() => cuts++ < MostCuts ? chance.Next(1_000, 250_000) : null);
        var disturbed = await HearAsync(new Uri($"http://127.0.0.1:{proxy.Port}"), audio, random);

        Assert.Equal(40, undisturbed.Finals.Count);
        Assert.Equal(undisturbed.Finals, disturbed.Finals);
        Assert.Empty(disturbed.Errors);
        Assert.Equal(disturbed.Sequences.Order().Distinct(), disturbed.Sequences);
        Assert.InRange(disturbed.Resumes, 3, proxy.Cuts);
        Assert.Equal(undisturbed.AudioSeconds, disturbed.AudioSeconds);
    }

    [Fact]
    public async Task A_refusal_is_thrown_with_the_servers_code()
    {
        await using var server = await TestServer.StartAsync();

        var refused = await Assert.ThrowsAsync<LiveSessionException>(() => LiveSession.StartAsync(
            new LiveSessionOptions { Server = server.Address, Model = "huge" }, cancellation: Patience.Token()));

        Assert.Equal(("unknown_model", false), (refused.Code, refused.Retry));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_at_once()
    {
        await using var proxy = FaultProxy.To(1);

        var failed = await Assert.ThrowsAsync<LiveSessionException>(() => LiveSession.StartAsync(
            new LiveSessionOptions { Server = new Uri($"http://127.0.0.1:{proxy.Port}") }, cancellation: Patience.Token()));

        Assert.Equal(("connection_lost", true), (failed.Code, failed.Retry));
    }

    [Fact]
    public async Task A_session_that_another_client_has_taken_over_is_given_up()
    {
        await using var server = await TestServer.StartAsync();
        await using var session = await LiveSession.StartAsync(
            new LiveSessionOptions { Server = server.Address, Batch = true }, cancellation: Patience.Token());
        using var other = await Speaker.ConnectAsync(server.Address);
        await other.SayAsync($$"""{"type":"session.resume","session_id":"{{session.Id}}"}""");

        var lost = await Assert.ThrowsAsync<LiveSessionException>(async () =>
        {
            await foreach (var _ in session.ReadAsync(Patience.Token()))
            {
            }
        });

        Assert.Equal(("taken_over", false), (lost.Code, lost.Retry));
    }

    private static byte[] Speech(Random random, int sentences) => Spoken.S16Le([.. Enumerable.Range(0, sentences).SelectMany(_ => new[]
    {
        Spoken.Words(string.Join(' ', Enumerable.Range(0, random.Next(2, 6)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]))),
        Spoken.Silence(1),
    })]);

    private static async Task<Heard> HearAsync(Uri server, byte[] audio, Random random)
    {
        // As a recording, so that a machine that is busy with other tests changes nothing about where sentences end.
        await using var session = await LiveSession.StartAsync(
            new LiveSessionOptions { Server = server, Batch = true, FirstRetry = TimeSpan.FromMilliseconds(5) },
            random: new Random(random.Next()),
            cancellation: Patience.Token());
        var speaking = SpeakAsync(session, audio);
        var heard = new Heard();
        await foreach (var said in session.ReadAsync(Patience.Token()))
        {
            heard.Add(said);
        }

        await speaking;
        heard.Resumes = session.Resumes;
        return heard;
    }

    private static async Task SpeakAsync(LiveSession session, byte[] audio)
    {
        foreach (var chunk in audio.Chunk(3_200))
        {
            await session.SendAsync(chunk, Patience.Token());
        }

        session.End();
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
                    Finals.Add($"{said.Body.GetProperty("start")}–{said.Body.GetProperty("end")} {said.Text}");
                    break;
                case "error":
                    Errors.Add(said.Body.GetRawText());
                    break;
                case "usage":
                    AudioSeconds = said.Body.GetProperty("audio_seconds").GetDouble();
                    break;
            }
        }
    }
}
