using System.Net.Sockets;
using System.Text;
using Parley.Server.Support;
using Parley.Testing.Faults;

namespace Parley.Server.Faults;

/// <summary>Requests that come a byte a second; apart, since the server's own patience is long.</summary>
public sealed class DrippingRequestTests
{
    [Fact]
    public async Task A_request_that_drips_in_is_given_up_and_the_server_serves_the_others()
    {
        await using var server = await TestServer.StartAsync();
        await using var one = FaultProxy.To(server.Address.Port);
        await using var other = FaultProxy.To(server.Address.Port);
        one.ToServer = LineFaults.Drip(TimeSpan.FromSeconds(1));
        var head = AskAsync(one, "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n");
        var body = AskAsync(other, "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 200\r\n\r\n", async stream =>
        {
            Assert.Equal("HTTP/1.1 100 Continue", await StatusAsync(stream));
            other.ToServer = LineFaults.Drip(TimeSpan.FromSeconds(1));
            await stream.WriteAsync(new byte[200], Patience.Token());
        });
        await StillServesAsync(server);

        Assert.Equal("HTTP/1.1 408", await head);
        Assert.Equal("HTTP/1.1 408", await body);
        await StillServesAsync(server);
    }

    /// <summary>Sends what there is of a request, and returns the beginning of the final answer.</summary>
    private static async Task<string> AskAsync(FaultProxy proxy, string request, Func<Stream, Task>? more = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", proxy.Port, Patience.Token());
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Patience.Token());
        await (more?.Invoke(stream) ?? Task.CompletedTask);
        return (await StatusAsync(stream))[..12];
    }

    /// <summary>The next line that is not empty.</summary>
    private static async Task<string> StatusAsync(Stream stream)
    {
        // The server gives the head of a request 15 s.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        var line = new StringBuilder();
        for (var each = new byte[1]; await stream.ReadAsync(each, patience.Token) == 1;)
        {
            if (each[0] == '\n' && line.Length > 0)
            {
                break;
            }

            line.Append(each[0] is (byte)'\r' or (byte)'\n' ? "" : (char)each[0]);
        }

        return line.ToString();
    }

    private static async Task StillServesAsync(TestServer server)
    {
        using var answer = await server.Client.GetAsync(new Uri("health/ready", UriKind.Relative), Patience.Token());
        Assert.True(answer.IsSuccessStatusCode);
    }
}
