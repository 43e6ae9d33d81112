using Microsoft.AspNetCore.Http;
using Parley.Failures;

namespace Parley.Protocols.Http;

/// <summary>Error code → HTTP status, as <c>docs/protocol.md</c> lists them.</summary>
internal static class HttpStatus
{
    public static int Of(ParleyError error) => error.Code switch
    {
        ErrorCodes.UnknownModel or ErrorCodes.SessionNotFound or ErrorCodes.ConversationNotFound
            or ErrorCodes.VoiceNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.HistoryOff => StatusCodes.Status403Forbidden,
        ErrorCodes.IdleTimeout => StatusCodes.Status408RequestTimeout,
        ErrorCodes.AudioGap or ErrorCodes.SessionEnded or ErrorCodes.TakenOver or ErrorCodes.NotResumable or ErrorCodes.UploadInProgress
            or ErrorCodes.VoiceExists or ErrorCodes.TooManyVoices =>
            StatusCodes.Status409Conflict,
        ErrorCodes.EventsGone => StatusCodes.Status410Gone,
        ErrorCodes.MessageTooLarge or ErrorCodes.ChunkTooLarge or ErrorCodes.UploadTooLarge or ErrorCodes.AudioTooLong => StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.UnsupportedAudio => StatusCodes.Status415UnsupportedMediaType,
        ErrorCodes.ProviderFailed => StatusCodes.Status502BadGateway,
        ErrorCodes.TooManySessions or ErrorCodes.OverCapacity or ErrorCodes.ShuttingDown or ErrorCodes.SessionMoved
            or ErrorCodes.ResumeUnavailable or ErrorCodes.StorageUnavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Internal => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };
}
