namespace Parley.Providers;

/// <summary>Writes a text of one language in another script of it. Thread-safe and quick; it never fails.</summary>
public interface IScriptConverter
{
    string Convert(string text);
}
