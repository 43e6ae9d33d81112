using System.Net.Sockets;
using Parley.Server.Support;
using Parley.Testing;
using Parley.Testing.Faults;

namespace Parley.Server.Faults;

/// <summary>The network that other tests trust to be bad.</summary>
public sealed class FaultProxyTests : IAsyncDisposable
{
    private readonly EchoServer _server = new();
    private readonly VirtualTime _time = new();
    private readonly FaultProxy _proxy;

    public FaultProxyTests() => _proxy = FaultProxy.To(_server.Port, _time);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Latency_holds_everything_back_for_so_long_in_its_direction()
    {
        _proxy.ToServer = new LineFaults { Latency = TimeSpan.FromMilliseconds(300) };
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);

        await client.WriteAsync("hello"u8.ToArray(), Patience.Token());
        await Eventually.TrueAsync(() => _time.Pending.Contains(TimeSpan.FromMilliseconds(300)));
        _time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal("hello"u8.ToArray(), await ReadAsync(client, 5));
        Assert.Empty(_time.Pending);
    }

    [Fact]
    public async Task Jitter_adds_a_wait_by_chance_and_nothing_overtakes_anything()
    {
        _proxy.ToServer = new LineFaults { Latency = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.FromMilliseconds(200) };
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);

        var waits = new HashSet<TimeSpan>();
        for (byte i = 0; i < 5; i++)
        {
            await client.WriteAsync(new[] { i }, Patience.Token());
            await Eventually.TrueAsync(() => _time.Pending.Count == 1);
            var wait = Assert.Single(_time.Pending);
            Assert.InRange(wait, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300));
            waits.Add(wait);
            _time.Advance(wait);
            Assert.Equal([i], await ReadAsync(client, 1));
        }

        Assert.InRange(waits.Count, 2, 5);
    }

    [Fact]
    public async Task What_was_sent_first_arrives_first_whatever_the_jitter()
    {
        _proxy.ToServer = new LineFaults { Jitter = TimeSpan.FromSeconds(1) };
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);
        byte[] all = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

        var reading = ReadAsync(client, all.Length);
        foreach (var each in all)
        {
            await client.WriteAsync(new[] { each }, Patience.Token());
        }

        await _time.UntilAsync(() => reading.IsCompleted, TimeSpan.FromMinutes(5));
        Assert.Equal(all, await reading);
    }

    [Fact]
    public async Task A_rate_lets_so_many_bytes_a_second_through()
    {
        _proxy.ToServer = LineFaults.Rate(1_000);
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);

        var reading = ReadAsync(client, 3_000);
        await client.WriteAsync(new byte[3_000], Patience.Token());
        await Eventually.TrueAsync(() => _time.Pending.Contains(TimeSpan.FromMilliseconds(20)));
        await _time.UntilAsync(() => reading.IsCompleted, TimeSpan.FromMinutes(5));

        Assert.Equal(3_000, (await reading).Length);
        Assert.True(_time.GetElapsedTime(0) >= TimeSpan.FromSeconds(2.9), $"It took {_time.GetElapsedTime(0)}.");
    }

    [Fact]
    public async Task A_drip_brings_one_byte_after_the_other()
    {
        _proxy.ToServer = LineFaults.Drip(TimeSpan.FromSeconds(1));
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);

        await client.WriteAsync("abc"u8.ToArray(), Patience.Token());
        foreach (var expected in "abc"u8.ToArray())
        {
            Assert.Equal([expected], await ReadAsync(client, 1));
            await Eventually.TrueAsync(() => _time.Pending.Contains(TimeSpan.FromSeconds(1)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_cut_resets_the_connections_there_are_and_lets_new_ones_through()
    {
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);
        await client.WriteAsync("a"u8.ToArray(), Patience.Token());
        Assert.Equal("a"u8.ToArray(), await ReadAsync(client, 1));

        _proxy.Cut();

        var reset = await Assert.ThrowsAsync<IOException>(() => ReadAsync(client, 1));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
        await using var other = await EchoServer.ConnectAsync(_proxy.Port);
        await other.WriteAsync("b"u8.ToArray(), Patience.Token());
        Assert.Equal("b"u8.ToArray(), await ReadAsync(other, 1));
    }

    [Fact]
    public async Task A_blackhole_swallows_what_the_connections_say_and_tells_neither_side()
    {
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);
        await client.WriteAsync("a"u8.ToArray(), Patience.Token());
        Assert.Equal("a"u8.ToArray(), await ReadAsync(client, 1));

        _proxy.Blackhole();
        var reading = ReadAsync(client, 1);
        await client.WriteAsync("bcd"u8.ToArray(), Patience.Token());
        await Eventually.TrueAsync(() => _proxy.Swallowed == 3);
        _server.HangUp();
        await using var other = await EchoServer.ConnectAsync(_proxy.Port);
        await other.WriteAsync("e"u8.ToArray(), Patience.Token());
        Assert.Equal("e"u8.ToArray(), await ReadAsync(other, 1));
        Assert.False(reading.IsCompleted);

        _proxy.Cut();
        await Assert.ThrowsAsync<IOException>(() => reading);
    }

    [Fact]
    public async Task Corruption_changes_the_bytes_it_is_asked_about_and_no_other()
    {
        _proxy.ToServer = new LineFaults
        {
            Corrupt = () =>
            {
                var count = 0;
                return each => ++count == 3 ? (byte)~each : each;
            },
        };
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await using var client = await EchoServer.ConnectAsync(_proxy.Port);
            await client.WriteAsync(new byte[] { 1, 2, 3, 4, 5 }, Patience.Token());
            Assert.Equal([1, 2, 252, 4, 5], await ReadAsync(client, 5));
        }
    }

    [Fact]
    public async Task Whoever_ends_a_connection_ends_it_on_the_other_side_after_its_last_byte()
    {
        _proxy.ToClient = LineFaults.Rate(1_000);
        await using var client = await EchoServer.ConnectAsync(_proxy.Port);
        await client.WriteAsync(new byte[100], Patience.Token());
        client.Socket.Shutdown(SocketShutdown.Send);

        using var all = new MemoryStream();
        var reading = client.CopyToAsync(all, Patience.Token());
        await _time.UntilAsync(() => reading.IsCompleted, TimeSpan.FromMinutes(1));
        await reading;

        Assert.Equal(100, all.Length);
    }

    [Fact]
    public void Faults_are_bounded()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _proxy.ToServer = new LineFaults { Latency = TimeSpan.FromSeconds(6), Jitter = TimeSpan.FromSeconds(5) });
        Assert.Throws<ArgumentOutOfRangeException>(() => _proxy.ToServer = new LineFaults { Jitter = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => _proxy.ToClient = LineFaults.Drip(TimeSpan.FromSeconds(11)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _proxy.ToClient = new LineFaults { PieceBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => LineFaults.Rate(49));
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Patience.Token());
        return bytes;
    }
}
