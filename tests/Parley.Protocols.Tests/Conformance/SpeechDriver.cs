namespace Parley.Protocols.Tests.Conformance;

/// <summary>A protocol, as the scripts use it.</summary>
internal abstract class SpeechDriver
{
    /// <summary>The head of its column.</summary>
    public abstract string Name { get; }

    /// <summary>Why it cannot carry a feature, one sentence each; every other feature it carries.</summary>
    public abstract IReadOnlyDictionary<string, string> Lacks { get; }

    /// <summary>A client that has said nothing yet.</summary>
    public abstract Task<Conversation> ConnectAsync(TestServer server);

    /// <summary>A client that goes on with a session whose events up to <paramref name="after"/> it has.</summary>
    public virtual Task<Conversation> ResumeAsync(TestServer server, string id, long after) => throw new NotSupportedException();

    /// <summary>A client that reads along.</summary>
    public virtual Task<Conversation> FollowAsync(TestServer server, string id) => throw new NotSupportedException();

    /// <summary>Reasons by feature, where several features have the same.</summary>
    protected static Dictionary<string, string> Reasons(params (string Features, string Reason)[] reasons) => new(
        reasons.SelectMany(entry => entry.Features.Split(' ').Select(feature => KeyValuePair.Create(feature, entry.Reason))),
        StringComparer.Ordinal);
}
