using System.Globalization;
using System.Text;

namespace Parley.Protocols.Grpc.Calls;

/// <summary>Text in a header: UTF-8 where every byte but printable ASCII, and the percent sign itself, is written %XX.</summary>
internal static class PercentText
{
    public static string Encode(string text)
    {
        if (text.All(letter => letter is >= ' ' and <= '~' and not '%'))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return encoded.ToString();
    }
}
