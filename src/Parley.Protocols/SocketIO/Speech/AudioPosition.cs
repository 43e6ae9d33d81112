using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.SocketIO.Speech;

/// <summary>What may follow the bytes of <c>audio</c>: <c>{position}</c>.</summary>
internal static class AudioPosition
{
    /// <returns>Null where there is none.</returns>
    public static Outcome<long?> Read(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return (long?)null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return new ParleyError(ErrorCodes.InvalidJson, "What follows the bytes of 'audio' is one JSON object.");
        }

        try
        {
            var fields = new JsonFields(value);
            var position = fields.Whole("position");
            return fields.Finish() is { } error ? error : position;
        }
        catch (InvalidOperationException)
        {
            return new ParleyError(ErrorCodes.InvalidJson, "What follows the bytes of 'audio' holds half a surrogate pair.");
        }
    }
}
