using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Support;

namespace Parley.Server.Http;

public sealed class FaultGuardTests
{
    [Fact]
    public async Task A_fault_is_told_without_its_details_and_logged_with_them()
    {
        var log = new KeptLog();
        var context = Context();
        var guard = new FaultGuard(_ => throw new InvalidOperationException("the detail"), new LoggerFactory([log]).CreateLogger<FaultGuard>());

        await guard.InvokeAsync(context);

        var problem = Body(context);
        Assert.Equal(500, context.Response.StatusCode);
        Assert.Equal("internal_error", problem.GetProperty("code").GetString());
        Assert.DoesNotContain("the detail", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains("the detail", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    public static TheoryData<Exception> Departures => [new OperationCanceledException(), new IOException("The client reset the request stream.")];

    [Theory]
    [MemberData(nameof(Departures))]
    public async Task A_client_that_left_is_no_fault(Exception seen)
    {
        var log = new KeptLog();
        var context = Context();
        context.RequestAborted = new CancellationToken(canceled: true);
        var guard = new FaultGuard(_ => throw seen, new LoggerFactory([log]).CreateLogger<FaultGuard>());

        await guard.InvokeAsync(context);

        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task An_address_without_anything_is_said_to_be_one()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.Client.GetAsync("/v1/sesions", Patience.Token());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("\"not_found\"", await answer.Content.ReadAsStringAsync(Patience.Token()), StringComparison.Ordinal);
    }

    private static DefaultHttpContext Context() => new()
    {
        RequestServices = new ServiceCollection().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).BuildServiceProvider(),
        Response = { Body = new MemoryStream() },
    };

    private static JsonElement Body(HttpContext context)
    {
        context.Response.Body.Position = 0;
        return JsonDocument.Parse(context.Response.Body).RootElement;
    }
}
