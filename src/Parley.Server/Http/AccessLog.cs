using Microsoft.AspNetCore.Http.Features;

namespace Parley.Server.Http;

/// <summary>One line a request, when it is over: what was asked for, never the query, the body or who asked.</summary>
internal sealed partial class AccessLog(RequestDelegate next, TimeProvider time, ILogger<AccessLog> logger)
{
    /// <summary>A probe every few seconds would fill the log with what nobody reads.</summary>
    private static readonly string[] Quiet = ["/health", "/metrics"];

    public async Task InvokeAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var path = Printable(context.Request.Path);
        var counted = Count(context);
        try
        {
            await next(context);
        }
        finally
        {
            var level = Array.Exists(Quiet, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
                ? LogLevel.Debug
                : LogLevel.Information;
            LogRequest(
                logger,
                level,
                context.Request.Method,
                path,
                context.Response.StatusCode,
                Math.Round(time.GetElapsedTime(began).TotalMilliseconds, 1),
                counted.BytesIn + (context.Request.ContentLength ?? 0),
                counted.BytesOut);
        }
    }

    private static Counted Count(HttpContext context)
    {
        var counted = new Counted();
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        counted.Response = new CountingStream(body.Stream);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(counted.Response, body));
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new CountedUpgrade(upgrade, counted));
        }

        return counted;
    }

    /// <summary>A path is the client's text: it is cut, and cannot fake a line.</summary>
    private static string Printable(PathString path)
    {
        var text = path.ToUriComponent();
        return text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 200), "…");
    }

    [LoggerMessage(Message = "{Method} {Path} {Status} {DurationMs} ms, {BytesIn} bytes in, {BytesOut} bytes out")]
    private static partial void LogRequest(
        ILogger logger, LogLevel level, string method, string path, int status, double durationMs, long bytesIn, long bytesOut);

    private sealed class Counted
    {
        public CountingStream? Response { get; set; }

        public CountingStream? Upgraded { get; set; }

        public long BytesIn => Upgraded?.BytesRead ?? 0;

        public long BytesOut => Upgraded?.BytesWritten ?? Response?.BytesWritten ?? 0;
    }

    private sealed class CountedUpgrade(IHttpUpgradeFeature inner, Counted counted) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => counted.Upgraded = new CountingStream(await inner.UpgradeAsync());
    }
}
