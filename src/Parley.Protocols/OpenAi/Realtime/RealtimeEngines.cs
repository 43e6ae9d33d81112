using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Failures;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>Who hears and who answers on this server.</summary>
internal sealed class RealtimeEngines(RecognizerCatalog recognizers, AssistantCatalog assistants, SessionHub hub)
{
    private readonly Lazy<bool> _answers = new(() =>
        assistants.All.Count > 0 && hub.Unanswerable(new SessionOptions { Converse = new ConverseOptions() }) is null);

    public RecognizerCatalog Recognizers => recognizers;

    /// <summary>Whether there is an assistant, and a voice for it.</summary>
    public bool Answers => _answers.Value;

    /// <summary>Whether an assistant has this name; clients name models of OpenAI's, which stand for the first one.</summary>
    public bool Knows(string? assistant) => assistant is not null && assistants.Resolve(assistant).Succeeded;

    /// <summary>Why nobody could answer in such a session; null: somebody could, or nobody is to.</summary>
    public ParleyError? Unanswerable(SessionOptions options) => hub.Unanswerable(options);
}
