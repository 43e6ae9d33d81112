using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Parley.Failures;
using Parley.History;

namespace Parley.Protocols.Conversations;

/// <summary>A place in the list, as a word that clients give back and need not read.</summary>
internal static class Cursor
{
    private const int Longest = 200;

    public static string Write(ConversationCursor cursor) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cursor.StartedMs} {cursor.Id}")));

    public static Outcome<ConversationCursor?> Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new Outcome<ConversationCursor?>(null);
        }

        if (text.Length <= Longest && Base64Url.IsValid(text)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 2) is [var started, { Length: > 0 } id]
            && long.TryParse(started, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            && !id.Contains('\0', StringComparison.Ordinal))
        {
            return new Outcome<ConversationCursor?>(new ConversationCursor(milliseconds, id));
        }

        return ParleyError.Invalid("after", "It is not what a list gave as 'next'.");
    }
}
