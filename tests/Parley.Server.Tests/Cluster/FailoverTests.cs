using Parley.Server.Support;
using Parley.Server.Tests.Commands;
using Parley.Testing;

namespace Parley.Server.Cluster;

/// <summary>Two nodes, a Redis and a haproxy, each a process of its own, and real speech; then something breaks.</summary>
[Collection(ProcessCollection.Name)]
[Trait("speed", "slow")]
public sealed class FailoverTests : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private ClusterNode[] _nodes = null!;
    private Haproxy? _proxy;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _nodes = [new ClusterNode(_redis, "node1"), new ClusterNode(_redis, "node2")];
        await Task.WhenAll(_nodes.Select(node => node.ReadyAsync()));
        _proxy = await Haproxy.StartAsync([.. _nodes.Select(node => node.Address)]);
    }

    public async ValueTask DisposeAsync()
    {
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        Array.ForEach(_nodes, node => node.Dispose());
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_that_are_killed_while_somebody_speaks_cost_no_sample_and_no_final_and_repeat_none()
    {
        var audio = Speech();
        var undisturbed = await Ledger.RecordAsync(_nodes[0].Address, audio);

        var kills = new Queue<double>([0.2, 0.45, 0.8]);
        var disturbed = await Ledger.RecordAsync(_proxy!.Address, audio, async sent =>
        {
            if (kills.TryPeek(out var next) && sent >= next)
            {
                kills.Dequeue();
                var serving = await ServingAsync();
                await serving.KillAsync();
                await serving.RestartAsync();
            }
        });

        Assert.Equal(undisturbed.Finals, disturbed.Finals);
        Assert.Equal(undisturbed.AudioSeconds, disturbed.AudioSeconds);
        Assert.Equal(disturbed.Sequences.Order().Distinct(), disturbed.Sequences);
        Assert.Equal(("completed", 3), (disturbed.Ended, disturbed.Resumes));
    }

    [Fact]
    public async Task A_node_that_stands_still_loses_its_session_and_what_it_says_when_it_wakes_is_refused()
    {
        var audio = Speech();
        var undisturbed = await Ledger.RecordAsync(_nodes[0].Address, audio);

        ClusterNode? frozen = null;
        var disturbed = await Ledger.RecordAsync(_proxy!.Address, audio, async sent =>
        {
            if (frozen is null && sent >= 0.4)
            {
                frozen = await ServingAsync();
                await frozen.FreezeAsync();
            }
        });
        await frozen!.ThawAsync();
        await EventuallyAsync(async () => await CountAsync(frozen, "parley_fenced_total") >= 1 && await CountAsync(frozen, "parley_sessions") == 0);

        Assert.Equal(undisturbed.Finals, disturbed.Finals);
        Assert.Equal(("completed", 1), (disturbed.Ended, disturbed.Resumes));
    }

    [Fact]
    public async Task Nodes_that_are_stopped_one_after_the_other_lose_nothing_and_leave_within_ten_seconds()
    {
        var audio = Speech();
        var undisturbed = await Ledger.RecordAsync(_nodes[0].Address, audio);

        var stops = new Queue<double>([0.3, 0.6]);
        var disturbed = await Ledger.RecordAsync(_proxy!.Address, audio, async sent =>
        {
            if (stops.TryPeek(out var next) && sent >= next)
            {
                stops.Dequeue();
                var serving = await ServingAsync();
                Assert.Equal(0, await serving.StopAsync());
                await serving.RestartAsync();
            }
        });

        Assert.Equal(undisturbed.Finals, disturbed.Finals);
        Assert.Equal(undisturbed.AudioSeconds, disturbed.AudioSeconds);
        Assert.Equal(("completed", 2), (disturbed.Ended, disturbed.Resumes));
    }

    [Fact]
    public async Task Without_Redis_for_a_while_a_session_goes_on_and_another_node_has_it_all_afterwards()
    {
        var audio = Speech();
        var undisturbed = await Ledger.RecordAsync(_nodes[0].Address, audio);

        var (stopped, killed) = (false, false);
        var disturbed = await Ledger.RecordAsync(_proxy!.Address, audio, async sent =>
        {
            if (!stopped && sent >= 0.3)
            {
                stopped = true;
                await _redis.StopAsync();
            }
            else if (stopped && !killed && sent >= 0.6)
            {
                killed = true;
                await _redis.RestartAsync();
                var serving = await ServingAsync();
                await EventuallyAsync(async () => (await _redis.SayAsync("DBSIZE")) is not ":0" && await CountAsync(serving, "parley_detached") == 0);
                await serving.KillAsync();
                await serving.RestartAsync();
            }
        });

        Assert.Equal(undisturbed.Finals, disturbed.Finals);
        Assert.Equal(("completed", 1), (disturbed.Ended, disturbed.Resumes));
    }

    [Fact]
    public async Task Requests_of_one_client_find_its_node_without_a_cookie_and_readers_any_node()
    {
        // Each request on a connection of its own, over TLS.
        using var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            string.Equals(shown?.GetCertHashString(), _proxy!.Fingerprint, StringComparison.Ordinal);
        using var client = new HttpClient(handler) { BaseAddress = _proxy!.Secure };
        var patience = Patience.Token();
        for (var i = 0; i < 6; i++)
        {
            var opened = await client.GetStringAsync(new Uri("socket.io/?EIO=4&transport=polling", UriKind.Relative), patience);
            var sid = opened.Split('"')[3];
            Assert.Matches("^node[12][.]", sid);
            var address = new Uri($"socket.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative);
            using var sent = await client.PostAsync(address, new StringContent("40"), patience);
            Assert.True(sent.IsSuccessStatusCode);
            Assert.StartsWith("40{\"sid\"", await client.GetStringAsync(address, patience), StringComparison.Ordinal);
        }

        for (var i = 0; i < 4; i++)
        {
            using var made = await client.PostAsync(new Uri("v1/sessions", UriKind.Relative), new StringContent("""{"mode":"batch"}"""), patience);
            var session = made.Headers.Location!.ToString();
            foreach (var piece in Speech().AsSpan(0, 3 * 32_000).ToArray().Chunk(32_000))
            {
                using var heard = await client.PostAsync(new Uri($"{session}/audio", UriKind.Relative), new ByteArrayContent(piece), patience);
                Assert.True(heard.IsSuccessStatusCode);
            }

            Assert.Contains("\"received\":48000", await client.GetStringAsync(new Uri(session, UriKind.Relative), patience), StringComparison.Ordinal);
            using var ended = await client.DeleteAsync(new Uri(session, UriKind.Relative), patience);
            var reads = await Task.WhenAll(_nodes.Select(node => new HttpClient().GetStringAsync(new Uri(node.Address, $"{session}/events"), patience)));
            Assert.Equal(reads[0], reads[1]);
            Assert.Contains("event: session.ended", reads[0], StringComparison.Ordinal);
        }
    }

    private static byte[] Speech()
    {
        using var all = new MemoryStream();
        foreach (var (path, _) in RealSpeech.Sentences)
        {
            // 16 kHz mono of 16 bits, after a header of 44 bytes.
            all.Write(File.ReadAllBytes(path).AsSpan(44));
            all.Write(new byte[2 * Spoken.Rate]);
        }

        return all.ToArray();
    }

    /// <summary>The node that has a session now.</summary>
    private async Task<ClusterNode> ServingAsync()
    {
        using var client = new HttpClient();
        var patience = Patience.Token();
        while (true)
        {
            foreach (var node in _nodes)
            {
                var metrics = await client.GetStringAsync(new Uri(node.Address, "metrics"), patience);
                if (metrics.Split('\n').Contains("parley_sessions 1", StringComparer.Ordinal))
                {
                    return node;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), patience);
        }
    }

    private static async Task<double> CountAsync(ClusterNode node, string metric)
    {
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri(node.Address, "metrics"), Patience.Token());
        return metrics.Split('\n').Where(line => line.StartsWith($"{metric} ", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[metric.Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var patience = Patience.Token();
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience);
        }
    }
}
