using System.Text;
using Parley.Server.Evaluation.Normalisation;

namespace Parley.Server.Commands.Transcribe;

/// <summary>Joins the texts of utterances into one.</summary>
internal static class TranscriptText
{
    /// <summary>With a space between them, except where both sides are of a script that has none.</summary>
    public static string Join(IEnumerable<string> texts)
    {
        var joined = new StringBuilder();
        foreach (var text in texts.Where(text => text.Length > 0))
        {
            if (joined.Length > 0 && !(Tokens.IsUnspaced(joined[^1]) && Tokens.IsUnspaced(text[0])))
            {
                joined.Append(' ');
            }

            joined.Append(text);
        }

        return joined.ToString();
    }
}
