using System.Text.Json.Nodes;

namespace Parley.Client;

/// <summary>A change of the session that the server has not confirmed yet; said again on every connection until it has.</summary>
internal sealed class Change(JsonObject message)
{
    private readonly TaskCompletionSource<SessionUpdated> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JsonObject Message => message;

    public Task<SessionUpdated> Done => _done.Task;

    /// <summary>Whether an error is about what is changed.</summary>
    public static bool IsRefusedBy(LiveEvent error) => error.Field("param") is { } param
        && (param is "language" || param.Split('.')[0] is "translate");

    public void Accept(SessionUpdated updated) => _done.TrySetResult(updated);

    public void Refuse(LiveSessionException failure) => _done.TrySetException(failure);
}
