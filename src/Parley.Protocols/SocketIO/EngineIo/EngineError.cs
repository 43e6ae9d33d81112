using Microsoft.AspNetCore.Http;
using Parley.Protocols.Http;

namespace Parley.Protocols.SocketIO.EngineIo;

/// <summary>A refused request, as Engine.IO numbers them: <c>{"code":0,"message":"Transport unknown"}</c>.</summary>
internal sealed record EngineError(int Status, int Code, string Message)
{
    public static readonly EngineError UnknownTransport = new(StatusCodes.Status400BadRequest, 0, "Transport unknown");
    public static readonly EngineError UnknownSession = new(StatusCodes.Status400BadRequest, 1, "Session ID unknown");
    public static readonly EngineError BadHandshakeMethod = new(StatusCodes.Status400BadRequest, 2, "Bad handshake method");
    public static readonly EngineError BadRequest = new(StatusCodes.Status400BadRequest, 3, "Bad request");
    public static readonly EngineError TooLarge = new(StatusCodes.Status413PayloadTooLarge, 3, "Payload too large");
    public static readonly EngineError TooManyConnections = new(StatusCodes.Status503ServiceUnavailable, 4, "Too many connections");
    public static readonly EngineError Stopping = new(StatusCodes.Status503ServiceUnavailable, 4, "The server is stopping");
    public static readonly EngineError UnsupportedVersion = new(StatusCodes.Status400BadRequest, 5, "Unsupported protocol version");

    public Task WriteAsync(HttpContext context) => JsonBody.WriteAsync(context, Status, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("code", Code);
        json.WriteString("message", Message);
        json.WriteEndObject();
    });
}
