namespace Parley.Events;

/// <summary>The translation so far. What is shown is <paramref name="Stable"/> followed by <paramref name="Tail"/>.</summary>
/// <param name="Utterance">Of the transcript that it translates.</param>
/// <param name="Target">BCP-47, as the session asked for it.</param>
/// <param name="Stable">Only ever grows within the utterance; the final starts with it.</param>
/// <param name="Tail">May change with the next partial; carries its own leading space. Empty in a calm session.</param>
public sealed record TranslationPartial(int Utterance, string Target, string Stable, string Tail) : SessionEvent;

/// <summary>The translation of a final; never changes again. Those of one target come in the order of their utterances.</summary>
/// <param name="Translator">Whoever translated; empty: the utterance is in that language already.</param>
/// <param name="Scripted">It knows a list of phrases and no language.</param>
public sealed record TranslationFinal(int Utterance, string Target, string Text, string Translator, bool Scripted) : SessionEvent;

/// <summary>In the place of <see cref="TranslationFinal"/>: there is none.</summary>
/// <param name="Code">Of the error.</param>
public sealed record TranslationFailed(int Utterance, string Target, string Code, string Message) : SessionEvent;
