using System.Text.Json;

namespace Parley.Client;

/// <summary>What is said, in another language, as <c>docs/translation.md</c> defines it.</summary>
public abstract record TranslationEvent : LiveEvent
{
    private protected TranslationEvent(LiveEvent said, int utterance)
        : base(said) => (Utterance, Target) = (utterance, said.Field("target") ?? "");

    /// <summary>Number of the utterance, from 1.</summary>
    public int Utterance { get; }

    /// <summary>BCP-47.</summary>
    public string Target { get; }
}

/// <summary>The translation so far, of an utterance that goes on.</summary>
public sealed record TranslationPartial : TranslationEvent
{
    internal TranslationPartial(LiveEvent said, int utterance)
        : base(said, utterance) => (Stable, Tail) = (said.Field("stable") ?? "", said.Field("tail") ?? "");

    /// <summary>Within an utterance it only grows, and the final starts with it.</summary>
    public string Stable { get; }

    /// <summary>Shown behind <see cref="Stable"/>; may change with the next partial.</summary>
    public string Tail { get; }
}

/// <summary>The translation of a final; never changes again.</summary>
public sealed record TranslationFinal : TranslationEvent
{
    internal TranslationFinal(LiveEvent said, int utterance)
        : base(said, utterance) =>
        (Translation, Translator, Scripted) = (
            said.Field("text") ?? "",
            said.Field("translator") ?? "",
            said.Body.TryGetProperty("scripted", out var scripted) && scripted.ValueKind == JsonValueKind.True);

    /// <summary>The text in the other language.</summary>
    public string Translation { get; }

    /// <summary>Who translated; empty when the utterance is in that language already.</summary>
    public string Translator { get; }

    /// <summary>The translator knows a list of phrases and no language.</summary>
    public bool Scripted { get; }
}

/// <summary>In the place of a <see cref="TranslationFinal"/>: there is none.</summary>
public sealed record TranslationFailed : TranslationEvent
{
    internal TranslationFailed(LiveEvent said, int utterance)
        : base(said, utterance) => (Code, Message) = (said.Field("code") ?? "", said.Field("message") ?? "");

    /// <summary>The server's code, <c>docs/protocol.md</c>.</summary>
    public string Code { get; }

    /// <summary>Why, in a sentence.</summary>
    public string Message { get; }
}

/// <summary>What holds since the session was changed.</summary>
public sealed record SessionUpdated : LiveEvent
{
    internal SessionUpdated(LiveEvent said)
        : base(said) =>
        (Language, Targets) = (
            said.Field("language") ?? "",
            said.Body.TryGetProperty("targets", out var targets) && targets.ValueKind == JsonValueKind.Array
                ? [.. targets.EnumerateArray().Select(target => target.GetString() ?? "")]
                : []);

    /// <summary>BCP-47, of the utterances that begin from now on.</summary>
    public string Language { get; }

    /// <summary>BCP-47, what is translated to.</summary>
    public IReadOnlyList<string> Targets { get; }
}
