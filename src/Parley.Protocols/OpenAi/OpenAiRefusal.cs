using Microsoft.AspNetCore.Http;
using Parley.Failures;

namespace Parley.Protocols.OpenAi;

/// <summary>For what stands in front of the protocols: OpenAI's realtime clients read no problems.</summary>
public static class OpenAiRefusal
{
    public static bool Applies(HttpRequest request) => request.Path.StartsWithSegments("/v1/realtime", StringComparison.Ordinal);

    public static Task WriteAsync(HttpContext context, int status, ParleyError error) => OpenAiError.WriteAsync(context, status, error);
}
