using Microsoft.Extensions.AI;

namespace Parley.Providers;

/// <summary>
/// Somebody who answers. A failure of the client is an exception; one of <see cref="Failures.ParleyException"/> says in
/// words what the user may read.
/// </summary>
/// <param name="Name">The name under which sessions ask for it.</param>
/// <param name="Client">Its language model.</param>
public sealed record Assistant(string Name, IChatClient Client)
{
    /// <summary>It answers from a list of patterns; there is no language model.</summary>
    public bool Scripted { get; init; }

    /// <summary>The model behind it, for people; null: it does not say.</summary>
    public string? Model { get; init; }

    /// <summary>What it is told to be, unless a session says otherwise.</summary>
    public string? Instructions { get; init; }

    /// <summary>How long the next piece of its answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}
