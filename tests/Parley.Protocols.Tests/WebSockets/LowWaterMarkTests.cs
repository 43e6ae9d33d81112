using System.Net;
using System.Net.Sockets;
using Parley.Protocols.WebSockets;
using Parley.Testing;

namespace Parley.Protocols.Tests.WebSockets;

/// <summary>Bytes gather in the system below the mark, and none of them for long.</summary>
public sealed class LowWaterMarkTests : IDisposable
{
    private const int Few = 700;

    private readonly VirtualTime _time = new();
    private readonly LowWaterMarks _marks;
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _server;
    private readonly LowWaterMark _mark;

    public LowWaterMarkTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _marks = new LowWaterMarks(_time);
        _mark = _marks.Of(_server);
    }

    [Fact]
    public async Task Below_the_mark_nobody_is_woken_until_nothing_came_for_a_while()
    {
        _mark.Await(gather: true);
        _client.Send(new byte[Few]);
        await Eventually.TrueAsync(() => _server.Available == Few);
        Assert.False(CanBeRead);

        Wait();
        Assert.False(CanBeRead);
        Wait();
        Assert.True(CanBeRead);
    }

    [Fact]
    public async Task Who_waits_in_a_read_is_woken_when_the_mark_is_lowered()
    {
        var read = _server.ReceiveAsync(new byte[Few]);
        _mark.Await(gather: true);
        _client.Send(new byte[Few]);
        await Eventually.TrueAsync(() => _server.Available == Few || read.IsCompleted);
        Assert.False(read.IsCompleted);

        _mark.Await(gather: false);

        Assert.Equal(Few, await read.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task At_the_mark_who_reads_is_woken_at_once()
    {
        _mark.Await(gather: true);
        _client.Send(new byte[LowWaterMarks.Bytes]);

        await Eventually.TrueAsync(() => CanBeRead);
    }

    [Fact]
    public void As_long_as_bytes_come_the_mark_stays()
    {
        for (var i = 0; i < 100; i++)
        {
            _mark.Await(gather: true);
            Wait();
        }

        Assert.Equal(LowWaterMarks.Bytes, Mark);
        Wait();
        Assert.Equal(1, Mark);
    }

    [Fact]
    public void The_timer_runs_only_while_a_mark_is_raised()
    {
        Assert.Empty(_time.Pending);
        _mark.Await(gather: true);
        Assert.Single(_time.Pending);
        Wait();
        Wait();
        Assert.Empty(_time.Pending);
        _mark.Await(gather: true);
        Assert.Equal(LowWaterMarks.Bytes, Mark);
        Assert.Single(_time.Pending);
    }

    [Fact]
    public void A_connection_that_is_over_is_forgotten()
    {
        _mark.Await(gather: true);
        _server.Dispose();
        Wait();
        Wait();
        Assert.Empty(_time.Pending);
        _mark.Await(gather: true);
        Assert.Empty(_time.Pending);
    }

    [Fact]
    public void A_connection_without_a_socket_of_its_own_gathers_nothing()
    {
        _marks.Of(null).Await(gather: true);

        Assert.Empty(_time.Pending);
    }

    public void Dispose()
    {
        _marks.Dispose();
        _client.Dispose();
        _server.Dispose();
    }

    private bool CanBeRead => _server.Poll(0, SelectMode.SelectRead);

    private int Mark => (int)_server.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater)!;

    private void Wait() => _time.Advance(LowWaterMarks.Patience);
}
