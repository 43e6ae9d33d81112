using System.Net;
using Google.Protobuf;
using Grpc.Health.V1;
using Parley.Protocols.Grpc.Calls;
using Parley.Testing;

namespace Parley.Protocols.Tests.Grpc.Calls;

/// <summary>What every call has, whatever its method, over a real connection.</summary>
public sealed class CallTests
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Recognize = "/parley.v1.Speech/Recognize";

    [Fact]
    public async Task A_call_is_answered_with_a_message_and_its_status_after_it()
    {
        await using var server = await TestServer.StartAsync();

        var (message, end) = await OpenCall.UnaryAsync<HealthCheckResponse>(server, Check, new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, message!.Status);
        Assert.Equal((GrpcCode.Ok, false), (end.Code, end.TrailersOnly));
    }

    [Theory]
    [InlineData("/grpc.health.v1.Health/Chek")]
    [InlineData("/grpc.health.v2.Health/Check")]
    [InlineData("/nobody/nothing")]
    [InlineData("/v1/models")]
    public async Task A_method_that_is_not_served_is_unimplemented(string path)
    {
        await using var server = await TestServer.StartAsync();

        var (message, end) = await OpenCall.UnaryAsync<HealthCheckResponse>(server, path, new HealthCheckRequest());

        Assert.Null(message);
        Assert.Equal((GrpcCode.Unimplemented, true), (end.Code, end.TrailersOnly));
        Assert.Contains(path, end.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/grpc", 200)]
    [InlineData("application/grpc+proto", 200)]
    [InlineData("application/grpc; charset=utf-8", 200)]
    [InlineData("application/grpc+json", 415)]
    [InlineData("application/grpc-web", 415)]
    [InlineData("application/grpcs", 415)]
    [InlineData("application/json", 415)]
    public async Task Only_protobuf_messages_are_understood(string contentType, int status)
    {
        await using var server = await TestServer.StartAsync();
        using var call = OpenCall.Start(server, Check, ("content-type", contentType));
        call.Complete();

        Assert.Equal(status, (int)(await call.ResponseAsync()).StatusCode);
    }

    [Fact]
    public async Task A_call_over_HTTP_1_or_without_POST_is_told_so_in_HTTPs_words()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new HttpClient();
        using var old = new ByteArrayContent([]) { Headers = { { "content-type", "application/grpc" } } };
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Grpc, Check))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var overHttp1 = await client.PostAsync(new Uri(server.Address, Check), old, TestContext.Current.CancellationToken);
        var withGet = await client.SendAsync(get, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UpgradeRequired, overHttp1.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, withGet.StatusCode);
    }

    [Fact]
    public async Task Requests_that_are_not_gRPC_are_left_to_others()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(server.Address, "/some/page"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(server.Address, "/v1/models"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("snappy")]
    public async Task An_unknown_compression_is_unimplemented_and_the_known_ones_are_named(string encoding)
    {
        await using var server = await TestServer.StartAsync();
        using var call = OpenCall.Start(server, Check, ("grpc-encoding", encoding));
        call.Complete();

        var end = await call.EndAsync();

        Assert.Equal(GrpcCode.Unimplemented, end.Code);
        Assert.Equal("identity,gzip", end["grpc-accept-encoding"]);
    }

    [Fact]
    public async Task A_client_that_compresses_is_understood_and_answered_compressed()
    {
        await using var server = await TestServer.StartAsync(options => options.Grpc = new() { Calls = new() { CompressFromBytes = 1 } });
        using var call = OpenCall.Start(server, Check, ("grpc-encoding", "gzip"), ("grpc-accept-encoding", "identity, gzip"));
        await call.SendFrameAsync(MessageCompression.Pack(new HealthCheckRequest { Service = "grpc.health.v1.Health" }.ToByteArray()), flag: 1);
        call.Complete();

        var (compressed, message) = (await call.FrameAsync())!.Value;

        Assert.True(compressed);
        Assert.Equal("gzip", (await call.ResponseAsync()).Headers.GetValues("grpc-encoding").Single());
        var plain = MessageCompression.Unpack(new(message), 100);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, HealthCheckResponse.Parser.ParseFrom(plain).Status);
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    [Theory]
    [InlineData(new byte[0], (int)GrpcCode.Unimplemented)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, (int)GrpcCode.Unimplemented)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 8 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 7 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 3, 0, 0, 0, 0 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, (int)GrpcCode.Internal)]
    [InlineData(new byte[] { 0, 1, 0, 0, 1 }, (int)GrpcCode.ResourceExhausted)]
    public async Task Bytes_that_are_not_exactly_one_message_end_a_unary_call(byte[] bytes, int code)
    {
        await using var server = await TestServer.StartAsync(options => options.Grpc = new() { Calls = new() { MaxMessageBytes = 1 << 24 } });
        using var call = OpenCall.Start(server, Check);
        await call.SendBytesAsync(bytes);
        call.Complete();

        var end = await call.EndAsync();

        Assert.Equal(((GrpcCode)code, true), (end.Code, end.TrailersOnly));
        Assert.NotEmpty(end.Message);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("1")]
    [InlineData("123456789S")]
    public async Task A_deadline_that_is_none_is_refused(string timeout)
    {
        await using var server = await TestServer.StartAsync();

        var (_, end) = await OpenCall.UnaryAsync<HealthCheckResponse>(server, Check, new HealthCheckRequest(), ("grpc-timeout", timeout));

        Assert.Equal(GrpcCode.Internal, end.Code);
        Assert.Contains("grpc-timeout", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_ends_with_its_deadline_even_before_its_first_message()
    {
        await using var server = await TestServer.StartAsync();
        using var call = OpenCall.Start(server, Check, ("grpc-timeout", "700m"));

        var ending = call.EndAsync();
        await server.Time.UntilAsync(() => ending.IsCompleted, TimeSpan.FromMinutes(1));

        Assert.Equal(GrpcCode.DeadlineExceeded, (await ending).Code);
    }

    [Fact]
    public async Task A_message_over_the_limit_of_its_own_method_is_refused_unread()
    {
        await using var server = await TestServer.StartAsync(options => options.Grpc = new() { MaxRecordingBytes = 10_000 });
        using var call = OpenCall.Start(server, Recognize);
        await call.SendBytesAsync([0, 0, 0, 0x27, 0x11]);

        var end = await call.EndAsync();

        Assert.Equal((GrpcCode.ResourceExhausted, "upload_too_large", "audio"), (end.Code, end.Error, end.Param));
        Assert.Contains("10000 bytes", end.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/parley.v1.Speech/Stream")]
    [InlineData("/google.cloud.speech.v1.Speech/StreamingRecognize")]
    public async Task A_message_over_the_limit_ends_its_call_with_the_code_the_field_and_the_limit(string path)
    {
        await using var server = await TestServer.StartAsync(options => options.Grpc = new() { Calls = new() { MaxMessageBytes = 10_000 } });
        using var call = OpenCall.Start(server, path);
        await call.SendBytesAsync([0, 0, 0, 0x27, 0x11]);

        var end = await call.EndAsync();

        Assert.Equal((GrpcCode.ResourceExhausted, "message_too_large", "message"), (end.Code, end.Error, end.Param));
        Assert.Contains("10000 bytes", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_leaves_the_connection_to_others()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var call = OpenCall.Start(server, Recognize);
            await call.SendBytesAsync([0, 0, 1]);
            call.Cancel();
        }

        var (message, _) = await OpenCall.UnaryAsync<HealthCheckResponse>(server, Check, new HealthCheckRequest());

        Assert.NotNull(message);
        await Eventually.TrueAsync(() => server.Hub.Running == 0);
    }
}
