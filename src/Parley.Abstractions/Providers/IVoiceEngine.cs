namespace Parley.Providers;

/// <summary>A synthesiser that may not be there: without its library or its files the others speak, and the server runs.</summary>
public interface IVoiceEngine
{
    /// <exception cref="InvalidOperationException">It cannot speak here; the message says what is missing.</exception>
    ISynthesizer Load();
}
