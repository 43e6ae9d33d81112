using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Parley.Server.Configuration;

namespace Parley.Server.Http;

/// <summary>Serves the built page, compressed, each file cached for as long as its name allows.</summary>
internal static class PageFiles
{
    private const string Immutable = "public, max-age=31536000, immutable";

    private static readonly string[] Compressed =
        ["text/html", "text/css", "text/javascript", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml", "application/wasm"];

    public static IServiceCollection AddPageFiles(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.MimeTypes = Compressed;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        return services;
    }

    public static void UsePageFiles(this WebApplication app, WebOptions web)
    {
        if (!File.Exists(Path.Combine(web.Folder, "index.html")))
        {
            app.MapGet("/", () => Results.Text(
                $"The page is not built: {web.Folder} has no index.html. Build it: ./parley setup\n",
                statusCode: StatusCodes.Status503ServiceUnavailable)).ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(web.Folder);
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal), branch =>
        {
            branch.UseResponseCompression();
            branch.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
            branch.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = SetCaching });
        });
    }

    /// <summary>The build names what is below assets/ by its content; everything else is asked for anew each time.</summary>
    private static void SetCaching(StaticFileResponseContext served) =>
        served.Context.Response.Headers.CacheControl =
            served.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? Immutable : "no-cache";
}
