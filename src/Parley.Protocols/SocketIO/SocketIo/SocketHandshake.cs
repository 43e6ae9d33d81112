using System.Text.Json;
using Parley.Protocols.SocketIO.EngineIo;

namespace Parley.Protocols.SocketIO.SocketIo;

/// <summary>Who asks to join a namespace.</summary>
/// <param name="Auth">What the client gave as <c>auth</c>; an object, <c>{}</c> when it gave nothing.</param>
/// <param name="Connection">The request that opened its connection.</param>
/// <param name="Recovering">A socket that was lost comes back.</param>
public sealed record SocketHandshake(JsonElement Auth, EngineHandshake Connection, bool Recovering);

/// <summary>Why a client may not join.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="WriteData">Writes one JSON value with particulars; null: none.</param>
public sealed record SocketRefusal(string Message, Action<Utf8JsonWriter>? WriteData = null);
