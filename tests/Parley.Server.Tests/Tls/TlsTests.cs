using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Parley.Server.Support;

namespace Parley.Server.Tls;

/// <summary>Everything that the server speaks, it speaks under TLS on one port.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData("1.1", SslProtocols.Tls12)]
    [InlineData("1.1", SslProtocols.Tls13)]
    [InlineData("2.0", SslProtocols.Tls13)]
    public async Task Both_versions_of_HTTP_are_spoken_and_both_of_TLS(string version, SslProtocols protocol)
    {
        await using var server = await TestServer.StartSecureAsync();
        using var client = new HttpClient(Trusting(server, protocol)) { BaseAddress = server.Secure };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live")
        {
            Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await client.SendAsync(request, Patience.Token());

        Assert.Equal("live\n", await answer.Content.ReadAsStringAsync(Patience.Token()));
        Assert.Equal(Version.Parse(version), answer.Version);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Sessions_run_over_WebSocket_in_either_version_of_HTTP(string version)
    {
        await using var server = await TestServer.StartSecureAsync();
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(Trusting(server));

        await socket.ConnectAsync(new UriBuilder(server.Secure) { Scheme = "wss", Path = "/v1/sessions" }.Uri, invoker, Patience.Token());
        await SayAsync(socket, """{"type":"session.start"}""");
        Assert.Equal("session.started", await HearAsync(socket));
        await SayAsync(socket, """{"type":"session.end"}""");

        while (await HearAsync(socket) is { } said)
        {
            Assert.NotEqual("error", said);
        }

        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task gRPC_is_spoken_beside_the_rest()
    {
        await using var server = await TestServer.StartSecureAsync();
        using var client = new HttpClient(Trusting(server)) { BaseAddress = server.Secure };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/grpc.health.v1.Health/Check")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));

        using var answer = await client.SendAsync(request, Patience.Token());
        var message = await answer.Content.ReadAsByteArrayAsync(Patience.Token());

        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal([0, 0, 0, 0, 2, 8, 1], message);
    }

    /// <summary>Records of each type: a change of cipher, an alert, a handshake's with a message out of turn, data; and what is no record.</summary>
    [Theory]
    [InlineData(20, "01")]
    [InlineData(21, "0228")]
    [InlineData(22, "0e000000")]
    [InlineData(22, "01000004ffffffff")]
    [InlineData(23, "00112233")]
    [InlineData(71, "45542f20")]
    public async Task What_comes_instead_of_a_handshake_ends_its_connection_and_is_no_fault(byte type, string content)
    {
        await using var server = await TestServer.StartSecureAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Secure.Port, Patience.Token());
        var stream = socket.GetStream();

        await stream.WriteAsync((byte[])[type, 3, 3, 0, (byte)(content.Length / 2), .. Convert.FromHexString(content)], Patience.Token());
        try
        {
            await stream.CopyToAsync(Stream.Null, Patience.Token());
        }
        catch (IOException)
        {
            // Reset, with bytes that nobody read.
        }

        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("\"level\":\"error\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_of_the_operators_own_is_shown()
    {
        using var made = new MadeCertificate();
        await using var server = await TestServer.StartSecureAsync(
            ("Listen:Tls:Certificate", made.Pfx), ("Listen:Tls:PasswordFile", made.PasswordFile));
        X509Certificate2? shown = null;
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Secure.Port, Patience.Token());
        await using var tls = new SslStream(socket.GetStream());

        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "captions.example.org",
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = new X509Certificate2(certificate!);
                    return certificate!.Subject is "CN=captions.example.org";
                },
            },
            Patience.Token());

        Assert.Equal("CN=Issuer", shown?.Issuer);
        shown?.Dispose();
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_handshake_disturbs_nobody()
    {
        await using var server = await TestServer.StartSecureAsync();
        using var silent = new System.Net.Sockets.TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, server.Secure.Port, Patience.Token());
        await silent.GetStream().WriteAsync("GET / HTTP/1.1\r\n"u8.ToArray(), Patience.Token());
        using var client = new HttpClient(Trusting(server)) { BaseAddress = server.Secure };

        Assert.Equal("live\n", await client.GetStringAsync("/health/live", Patience.Token()));
    }

    /// <summary>Trusts what the server keeps for its clients to trust, for the name that it is called by, and nothing else.</summary>
    private static SocketsHttpHandler Trusting(TestServer server, SslProtocols protocols = SslProtocols.None)
    {
        var trusted = X509CertificateLoader.LoadCertificateFromFile(server.Trusted);
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.Add(trusted);
        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = chain, EnabledSslProtocols = protocols },
        };
    }

    private static Task SayAsync(ClientWebSocket socket, string json) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, Patience.Token());

    /// <summary>The type of the next message; null when the server has closed.</summary>
    private static async Task<string?> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token());
        return part.MessageType == WebSocketMessageType.Close
            ? null
            : JsonDocument.Parse(buffer.AsMemory(0, part.Count)).RootElement.GetProperty("type").GetString();
    }
}
