using Parley.Client;
using Parley.Server.Support;
using Parley.Server.Tests.Commands;
using Parley.Testing;
using static Parley.Server.Cluster.LiveCluster;

namespace Parley.Server.Cluster;

/// <summary>Two nodes, a Redis and a haproxy, each a process of its own, and real speech; then something breaks.</summary>
[Collection(ProcessCollection.Name)]
[Trait("speed", "slow")]
public sealed class FailoverTests(LiveCluster cluster) : IClassFixture<LiveCluster>
{
    [Fact]
    public async Task Nodes_that_are_killed_while_somebody_speaks_cost_no_sample_and_no_final_and_repeat_none()
    {
        var kills = new Queue<double>([0.2, 0.45, 0.8]);
        var disturbed = await Ledger.RecordAsync(cluster.Proxy.Address, cluster.Speech, async sent =>
        {
            if (kills.TryPeek(out var next) && sent >= next)
            {
                kills.Dequeue();
                var serving = await cluster.ServingAsync();
                await serving.KillAsync();
                await serving.RestartAsync();
            }
        });

        await IsWholeAsync(disturbed, resumes: 3);
    }

    [Fact]
    public async Task A_node_that_stands_still_loses_its_session_and_nothing_that_it_says_when_it_wakes_is_believed()
    {
        var fenced = 0.0;
        ClusterNode? frozen = null;
        Task<List<long>>? reading = null;
        var thawed = false;
        var disturbed = await Ledger.RecordAsync(cluster.Proxy.Address, cluster.Speech, async (sent, session) =>
        {
            if (frozen is null && sent >= 0.4)
            {
                frozen = await cluster.ServingAsync();
                fenced = await CountAsync(frozen, "parley_fenced_total");
                reading = ReadAsync(await Speaker.FollowAsync(cluster.OtherThan(frozen).Address, session));
                await frozen.FreezeAsync();
            }
            else if (!thawed && sent >= 0.7)
            {
                thawed = true;
                await EventuallyAsync(async () => await CountAsync(cluster.OtherThan(frozen!), "parley_sessions") == 1);
                await frozen!.ThawAsync();
                await EventuallyAsync(async () =>
                    await CountAsync(frozen, "parley_fenced_total") > fenced && await CountAsync(frozen, "parley_sessions") == 0);
            }
        });

        await IsWholeAsync(disturbed, resumes: 1);
        var read = await reading!;
        Assert.Equal(read.Order().Distinct(), read);
        Assert.Subset(disturbed.Sequences.ToHashSet(), read.ToHashSet());
    }

    [Fact]
    public async Task Nodes_that_are_stopped_one_after_the_other_under_twenty_streams_lose_nothing()
    {
        const int Streams = 20;
        byte[][] sentences = [.. RealSpeech.Sentences.Select(sentence => Say(sentence.Path)).OrderBy(audio => audio.Length).Take(3)];
        byte[] audio = [.. sentences.SelectMany(sentence => sentence)];
        var undisturbed = await Ledger.RecordAsync(cluster.Nodes[0].Address, audio);

        Gate[] gates = [new(Streams), new(Streams)];
        double[] places = [(double)sentences[0].Length / audio.Length, (double)(sentences[0].Length + sentences[1].Length) / audio.Length];
        var streams = Enumerable.Range(0, Streams).Select(_ =>
        {
            var passed = 0;
            return Ledger.RecordAsync(cluster.Proxy.Address, audio, async sent =>
            {
                if (passed < gates.Length && sent >= places[passed])
                {
                    await gates[passed++].PassAsync();
                }
            });
        }).ToList();
        foreach (var (gate, node) in gates.Zip(cluster.Nodes))
        {
            await gate.AllThereAsync();
            Assert.Equal(0, await node.StopAsync());
            await node.RestartAsync();
            gate.Open();
        }

        foreach (var disturbed in await Task.WhenAll(streams))
        {
            Assert.Equal(undisturbed.Finals, disturbed.Finals);
            Assert.Equal(undisturbed.AudioSeconds, disturbed.AudioSeconds);
            Assert.Equal("completed", disturbed.Ended);
            Assert.InRange(disturbed.Resumes, 1, 20);
        }
    }

    [Fact]
    public async Task Without_Redis_for_a_while_a_session_goes_on_and_another_node_has_it_all_afterwards()
    {
        var (stopped, killed) = (false, false);
        var disturbed = await Ledger.RecordAsync(cluster.Proxy.Address, cluster.Speech, async sent =>
        {
            if (!stopped && sent >= 0.3)
            {
                stopped = true;
                await cluster.Redis.StopAsync();
            }
            else if (stopped && !killed && sent >= 0.6)
            {
                killed = true;
                await cluster.Redis.RestartAsync();
                var serving = await cluster.ServingAsync();
                await EventuallyAsync(async () => await HasRecordsAsync() && await CountAsync(serving, "parley_detached") == 0);
                await serving.KillAsync();
                await serving.RestartAsync();
            }
        });

        await IsWholeAsync(disturbed, resumes: 1);
    }

    [Fact]
    public async Task Redis_that_is_emptied_is_told_everything_anew_by_the_nodes_that_live()
    {
        var (emptied, killed) = (false, false);
        var disturbed = await Ledger.RecordAsync(cluster.Proxy.Address, cluster.Speech, async sent =>
        {
            if (!emptied && sent >= 0.3)
            {
                emptied = true;
                Assert.Equal("+OK", await cluster.Redis.SayAsync("FLUSHALL"));
            }
            else if (emptied && !killed && sent >= 0.6)
            {
                killed = true;
                await EventuallyAsync(HasRecordsAsync);
                var serving = await cluster.ServingAsync();
                await serving.KillAsync();
                await serving.RestartAsync();
            }
        });

        await IsWholeAsync(disturbed, resumes: 1);
    }

    [Fact]
    public async Task Who_lost_both_its_node_and_its_record_is_told_so()
    {
        ClusterNode? frozen = null;
        var told = await Assert.ThrowsAsync<LiveSessionException>(() => Ledger.RecordAsync(cluster.Proxy.Address, cluster.Speech, async sent =>
        {
            if (frozen is null && sent >= 0.4)
            {
                frozen = await cluster.ServingAsync();
                await frozen.FreezeAsync();
                Assert.Equal("+OK", await cluster.Redis.SayAsync("FLUSHALL"));
            }
        }));
        await frozen!.KillAsync();
        await frozen.RestartAsync();

        Assert.Equal(("session_not_found", false), (told.Code, told.Retry));
    }

    [Fact]
    public async Task A_flush_that_its_node_took_along_is_said_again_and_answered_once()
    {
        var sentence = Say(RealSpeech.Sentences.MinBy(each => new FileInfo(each.Path).Length).Path);
        var (first, second) = (cluster.Nodes[0], cluster.Nodes[1]);
        using var speaker = await Speaker.ConnectAsync(first.Address);
        await speaker.SayAsync("""{"type":"session.start","mode":"batch","resumable":true,"endpointing":{"manual":true}}""");
        var id = (await speaker.NextAsync("session.started")).GetProperty("session_id").GetString();
        await SendAsync(speaker, sentence, 0);
        await speaker.NextAsync("speech.started");
        await first.FreezeAsync();
        await speaker.SayAsync("""{"type":"audio.flush"}""");

        using var back = await Speaker.ConnectAsync(second.Address);
        await back.SayAsync($$"""{"type":"session.resume","session_id":"{{id}}","after":0}""");
        var received = (await back.NextAsync("session.resumed")).GetProperty("received").GetInt32();
        await first.ThawAsync();
        await back.SayAsync($$"""{"type":"audio.position","position":{{received}}}""");
        await SendAsync(back, sentence, received);
        await back.SayAsync("""{"type":"audio.flush"}""");
        var final = await back.NextAsync("transcript.final");
        var ack = await back.NextAsync("ack");
        await back.SayAsync("""{"type":"session.end"}""");
        var rest = await back.RestAsync();

        Assert.Equal(1, final.GetProperty("utterance").GetInt32());
        Assert.Equal(sentence.Length / 2, ack.GetProperty("committed").GetInt32());
        Assert.DoesNotContain("transcript.final", rest);
        Assert.Equal("session.ended", rest[^1]);
        await EventuallyAsync(async () => await CountAsync(first, "parley_sessions") == 0);
    }

    [Fact]
    public async Task Requests_of_one_client_find_its_node_without_a_cookie_and_readers_any_node()
    {
        // Each request on a connection of its own, over TLS.
        using var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            string.Equals(shown?.GetCertHashString(), cluster.Proxy.Fingerprint, StringComparison.Ordinal);
        using var client = new HttpClient(handler) { BaseAddress = cluster.Proxy.Secure };
        var patience = Patience.Token();
        for (var i = 0; i < 4; i++)
        {
            var opened = await client.GetStringAsync(new Uri("socket.io/?EIO=4&transport=polling", UriKind.Relative), patience);
            var sid = opened.Split('"')[3];
            Assert.Matches("^node[12][.]", sid);
            var address = new Uri($"socket.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative);
            using var sent = await client.PostAsync(address, new StringContent("40"), patience);
            Assert.True(sent.IsSuccessStatusCode);
            Assert.StartsWith("40{\"sid\"", await client.GetStringAsync(address, patience), StringComparison.Ordinal);
        }

        for (var i = 0; i < 2; i++)
        {
            using var made = await client.PostAsync(new Uri("v1/sessions", UriKind.Relative), new StringContent("""{"mode":"batch"}"""), patience);
            var session = made.Headers.Location!.ToString();
            foreach (var piece in cluster.Speech.AsSpan(0, 3 * 32_000).ToArray().Chunk(32_000))
            {
                using var heard = await client.PostAsync(new Uri($"{session}/audio", UriKind.Relative), new ByteArrayContent(piece), patience);
                Assert.True(heard.IsSuccessStatusCode);
            }

            Assert.Contains("\"received\":48000", await client.GetStringAsync(new Uri(session, UriKind.Relative), patience), StringComparison.Ordinal);
            using var ended = await client.DeleteAsync(new Uri(session, UriKind.Relative), patience);
            var reads = await Task.WhenAll(cluster.Nodes.Select(node => new HttpClient().GetStringAsync(new Uri(node.Address, $"{session}/events"), patience)));
            Assert.Equal(reads[0], reads[1]);
            Assert.Contains("event: session.ended", reads[0], StringComparison.Ordinal);
        }
    }

    private static async Task SendAsync(Speaker speaker, byte[] audio, int from)
    {
        foreach (var piece in audio.AsSpan(2 * from).ToArray().Chunk(2 * Spoken.Rate))
        {
            await speaker.SendAsync(piece);
        }
    }

    /// <summary>The number of each event, to the end of the session.</summary>
    private static async Task<List<long>> ReadAsync(Speaker reader)
    {
        using (reader)
        {
            return [.. (await reader.EventsAsync()).Where(one => one.TryGetProperty("seq", out _)).Select(one => one.GetProperty("seq").GetInt64())];
        }
    }

    private async Task<bool> HasRecordsAsync() => await cluster.Redis.SayAsync("DBSIZE") is not ":0";

    /// <summary>Every sample counted and every final said once, each where it was and as it was when nothing happened.</summary>
    private async Task IsWholeAsync(Ledger disturbed, int resumes)
    {
        var undisturbed = await cluster.UndisturbedAsync();
        Assert.Equal(undisturbed.Finals, disturbed.Finals);
        Assert.Equal(undisturbed.AudioSeconds, disturbed.AudioSeconds);
        Assert.Equal(disturbed.Sequences.Order().Distinct(), disturbed.Sequences);
        Assert.Equal(("completed", resumes), (disturbed.Ended, disturbed.Resumes));
    }

    /// <summary>Where so many wait until all of them may go on.</summary>
    private sealed class Gate(int count)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _there;

        public Task PassAsync()
        {
            if (Interlocked.Increment(ref _there) == count)
            {
                _all.SetResult();
            }

            return _open.Task;
        }

        public Task AllThereAsync() => _all.Task.WaitAsync(Patience.Token());

        public void Open() => _open.SetResult();
    }
}
