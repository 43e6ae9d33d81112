using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Parley.Failures;

namespace Parley.Protocols.OpenAi;

/// <summary>The parts of a multipart form in the order they come, each read before the next; nothing is kept.</summary>
internal static class MultipartForm
{
    private const int MaxParts = 100;
    private const int MaxBoundary = 128;

    /// <exception cref="ParleyException">The body is not a form that can be read.</exception>
    public static async IAsyncEnumerable<FormPart> ReadAsync(
        HttpRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = new MultipartReader(Boundary(request), request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
        for (var parts = 0; await NextAsync(reader, cancellation) is { } section; parts++)
        {
            if (parts == MaxParts)
            {
                throw Broken($"The form has more than {MaxParts} parts.");
            }

            // The file's own name is never looked at.
            yield return ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name).Value is { Length: > 0 } name
                ? new FormPart(name, section.Body)
                : throw Broken("A part of the form has no name.");
        }
    }

    public static ParleyException Broken(string what, Exception? inner = null) =>
        new(new ParleyError(ErrorCodes.InvalidRequest, what), inner);

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        return boundary is { Length: > 0 and <= MaxBoundary }
            ? boundary
            : throw Broken($"The body must be multipart/form-data with a boundary of at most {MaxBoundary} characters.");
    }

    private static async ValueTask<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellation);
        }
        catch (InvalidDataException limit)
        {
            throw Broken("The headers of a part are too long, or are no headers.", limit);
        }
    }
}

/// <summary>One part of a form.</summary>
/// <param name="Name">The field's name, without quotes.</param>
/// <param name="Body">Read it before the next part.</param>
internal sealed record FormPart(string Name, Stream Body)
{
    private const int MaxTextBytes = 64 * 1024;

    /// <exception cref="ParleyException">It is longer than a field may be.</exception>
    public async Task<string> TextAsync(CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var block = new byte[4096];
        for (int read; (read = await Body.ReadAsync(block, cancellation)) > 0;)
        {
            if (text.Length + read > MaxTextBytes)
            {
                throw new ParleyException(ParleyError.Invalid(Name, $"A field has at most {MaxTextBytes} bytes."));
            }

            text.Write(block, 0, read);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
