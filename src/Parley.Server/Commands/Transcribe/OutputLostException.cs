namespace Parley.Server.Commands.Transcribe;

/// <summary>Standard output takes no more: nothing that is left to do can reach anybody.</summary>
internal sealed class OutputLostException(IOException fault) : Exception(fault.Message, fault)
{
    /// <summary>Whether whoever read it has gone, which is no failure to report.</summary>
    public bool ReaderGone { get; } = StandardOutput.IsReaderGone(fault);
}
