namespace Parley.Engine.Sessions;

/// <summary>A session as whoever reads along sees it, wherever it runs.</summary>
public abstract class SessionView
{
    private protected SessionView(string id, SessionOptions options, string model) => (Id, Options, Model) = (id, options, model);

    /// <summary>Names the session in URLs; not guessable.</summary>
    public string Id { get; }

    public SessionOptions Options { get; private protected set; }

    /// <summary>The model that recognises.</summary>
    public string Model { get; }

    public abstract SessionState State { get; }

    /// <summary>Everything the session said and says.</summary>
    public abstract EventLog Events { get; }

    /// <summary>Every sample before this is held.</summary>
    public abstract long Received { get; }

    /// <summary>Everything before this is final and safe: the audio before it may be forgotten.</summary>
    public abstract long Committed { get; }

    /// <summary>Grows each time a speaker attaches; 0 for a session whose maker speaks to it directly.</summary>
    public abstract long Epoch { get; }
}
