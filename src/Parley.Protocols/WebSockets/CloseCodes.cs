using Parley.Failures;

namespace Parley.Protocols.WebSockets;

/// <summary>Why a connection was closed: 4000 to 4499, try again; 4500 to 4999, do not.</summary>
internal static class CloseCodes
{
    public const int Normal = 1000;
    public const int ProtocolError = 1002;
    public const int NotUtf8 = 1007;
    public const int TooBig = 1009;
    public const int TryAgainLater = 1013;
    public const int Internal = 4000;
    public const int ShuttingDown = 4001;
    public const int Moved = 4003;
    public const int Idle = 4008;
    public const int ReaderTooSlow = 4013;
    public const int TooManySessions = 4029;
    public const int BadRequest = 4500;
    public const int NotHeld = 4504;
    public const int NotResumable = 4505;
    public const int TakenOver = 4506;
    public const int MessageTooLarge = 4509;
    public const int TooManyErrors = 4510;

    /// <summary>The code for an error after which this connection cannot go on.</summary>
    public static int For(ParleyError error) => error.Code switch
    {
        ErrorCodes.InvalidRequest or ErrorCodes.UnknownModel => BadRequest,
        ErrorCodes.SessionNotFound or ErrorCodes.EventsGone => NotHeld,
        ErrorCodes.NotResumable => NotResumable,
        ErrorCodes.TakenOver => TakenOver,
        ErrorCodes.MessageTooLarge => MessageTooLarge,
        ErrorCodes.ChunkTooLarge => TooBig,
        ErrorCodes.TooManyErrors => TooManyErrors,
        ErrorCodes.TooManySessions => TooManySessions,
        ErrorCodes.OverCapacity => TryAgainLater,
        ErrorCodes.ShuttingDown => ShuttingDown,
        ErrorCodes.SessionMoved or ErrorCodes.ResumeUnavailable => Moved,
        ErrorCodes.IdleTimeout => Idle,
        ErrorCodes.ReaderTooSlow => ReaderTooSlow,
        ErrorCodes.InvalidFrame => ProtocolError,
        _ => Internal,
    };
}
