using Grpc.Health.V1;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Health;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Parley.Protocols.Tests.Grpc.Health;

public sealed class HealthTests
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Watch = "/grpc.health.v1.Health/Watch";

    [Theory]
    [InlineData("")]
    [InlineData("parley.v1.Speech")]
    [InlineData("grpc.health.v1.Health")]
    public async Task A_service_is_served_while_the_server_takes_work(string service)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(ServingStatus.Serving, (await AskAsync(server, service)).Message!.Status);
        server.Service<ServingState>().Set(false);
        Assert.Equal(ServingStatus.NotServing, (await AskAsync(server, service)).Message!.Status);
    }

    [Fact]
    public async Task A_service_that_is_unknown_is_not_found()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(GrpcCode.NotFound, (await AskAsync(server, "nobody")).End.Code);
    }

    [Fact]
    public async Task A_watcher_hears_every_change()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await WatchAsync(server, "");
        Assert.Equal(ServingStatus.Serving, (await call.NextAsync<HealthCheckResponse>())!.Status);

        server.Service<ServingState>().Set(false);
        Assert.Equal(ServingStatus.NotServing, (await call.NextAsync<HealthCheckResponse>())!.Status);
        server.Service<ServingState>().Set(true);
        Assert.Equal(ServingStatus.Serving, (await call.NextAsync<HealthCheckResponse>())!.Status);
    }

    [Fact]
    public async Task A_watcher_of_an_unknown_service_is_told_so_and_stays()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await WatchAsync(server, "nobody");
        Assert.Equal(ServingStatus.ServiceUnknown, (await call.NextAsync<HealthCheckResponse>())!.Status);

        var next = call.NextAsync<HealthCheckResponse>();
        server.Service<ServingState>().Set(false);

        Assert.Equal(ServingStatus.NotServing, (await AskAsync(server, "")).Message!.Status);
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_stopping_server_keeps_no_watcher_waiting()
    {
        await using var server = await TestServer.StartAsync();
        using var call = await WatchAsync(server, "");
        await call.NextAsync<HealthCheckResponse>();

        var stopped = server.StopAsync();

        Assert.Equal(ServingStatus.NotServing, (await call.NextAsync<HealthCheckResponse>())!.Status);
        Assert.Equal(GrpcCode.Unavailable, (await call.EndAsync()).Code);
        await stopped;
    }

    private static Task<(HealthCheckResponse? Message, CallEnd End)> AskAsync(TestServer server, string service) =>
        OpenCall.UnaryAsync<HealthCheckResponse>(server, Check, new HealthCheckRequest { Service = service });

    private static async Task<OpenCall> WatchAsync(TestServer server, string service)
    {
        var call = OpenCall.Start(server, Watch);
        await call.SendAsync(new HealthCheckRequest { Service = service });
        call.Complete();
        return call;
    }
}
