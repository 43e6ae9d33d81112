using System.Text;

namespace Parley.Server.Docs;

/// <summary>Where an example writes in place of the console.</summary>
internal sealed class Screen
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public void WriteLine(string line) => _text.AppendLine(line);
}
