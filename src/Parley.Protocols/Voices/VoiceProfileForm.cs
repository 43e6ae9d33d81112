using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Parley.Failures;
using Parley.Protocols.OpenAi;
using Parley.Voices;

namespace Parley.Protocols.Voices;

/// <summary>What a client uploads: a name, a recording, and what is known of it. The fields may come in any order.</summary>
internal sealed partial class VoiceProfileForm : IDisposable
{
    /// <summary>What the other fields may add to the length of the file.</summary>
    private const long FormBytes = 1024 * 1024;

    private const int BlockBytes = 64 * 1024;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private VoiceProfileForm(SpooledUpload recording) => Recording = recording;

    public SpooledUpload Recording { get; }

    public string Name => _fields["name"];

    public string? Language => _fields.GetValueOrDefault("language");

    public string? Text => _fields.GetValueOrDefault("text");

    /// <summary>Reads it as it arrives; the recording goes to the disk, never to memory.</summary>
    /// <exception cref="ParleyException">A field is missing, given twice or not one that is accepted.</exception>
    public static async Task<VoiceProfileForm> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes + FormBytes)
        {
            throw new ParleyException(SpooledUpload.TooLarge(maxBytes));
        }

        var form = new VoiceProfileForm(new SpooledUpload(maxBytes));
        try
        {
            await form.FillAsync(request, cancellation);
            return form;
        }
        catch
        {
            form.Dispose();
            throw;
        }
    }

    public void Dispose() => Recording.Dispose();

    private async Task FillAsync(HttpRequest request, CancellationToken cancellation)
    {
        var received = false;
        await foreach (var part in MultipartForm.ReadAsync(request, cancellation))
        {
            if (part.Name.Equals("file", StringComparison.Ordinal))
            {
                received = !received ? true : throw Invalid("file", "'file' is given twice.");
                await TakeAsync(part.Body, cancellation);
            }
            else if (part.Name is "name" or "language" or "text")
            {
                Add(part.Name, (await part.TextAsync(cancellation)).Trim());
            }
            else
            {
                throw Invalid(part.Name, "There is no such field; a profile has 'name', 'file', 'language' and 'text'.");
            }
        }

        if (!_fields.ContainsKey("name"))
        {
            throw Invalid("name", "'name' is missing.");
        }

        if (!received)
        {
            throw Invalid("file", "'file' is missing.");
        }

        Recording.Complete();
    }

    private async Task TakeAsync(Stream body, CancellationToken cancellation)
    {
        var block = new byte[BlockBytes];
        for (int read; (read = await body.ReadAsync(block, cancellation)) > 0;)
        {
            await Recording.AppendAsync(block.AsMemory(0, read), cancellation);
        }
    }

    private void Add(string field, string value)
    {
        if (value.Length == 0 && field is not "name")
        {
            return;
        }

        var fault = field switch
        {
            "name" when value.Length is 0 or > VoiceProfile.MaxName => $"'name' has {value.Length} characters; 1 to {VoiceProfile.MaxName} are accepted.",
            "name" when value.Any(char.IsControl) => "'name' has a control character.",
            "text" when value.Length > VoiceProfile.MaxText => $"'text' has {value.Length} characters; at most {VoiceProfile.MaxText} are accepted.",
            "language" when !LanguageTag().IsMatch(value) => "'language' must be a BCP-47 tag such as en, en-US or zh-TW.",
            _ => null,
        };
        if (fault is not null)
        {
            throw Invalid(field, fault);
        }

        if (!_fields.TryAdd(field, value))
        {
            throw Invalid(field, $"'{field}' is given twice.");
        }
    }

    private static ParleyException Invalid(string field, string message) => new(ParleyError.Invalid(field, message));

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}\\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex LanguageTag();
}
