using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Microsoft.AspNetCore.Http;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Http;

namespace Parley.Protocols.Grpc.Speech;

/// <summary>An error of the session protocol as the end of a call; <c>docs/grpc.md</c> has the table.</summary>
internal static class SpeechStatus
{
    public const string CodeTrailer = "parley-error-code";
    public const string ParamTrailer = "parley-error-param";
    public const string RetryTrailer = "parley-retry-after-ms";
    public const string RequestTrailer = "parley-request-id";

    /// <summary>Whose error codes these are, in the standard details.</summary>
    private const string Domain = "parley";

    public static GrpcStatus Of(ParleyError error, HttpContext context) => Of(error, context, CodeOf(error));

    /// <summary>What a client sees: the status, the error's own fields as trailers, and the same as standard details.</summary>
    public static GrpcStatus Of(ParleyError error, HttpContext context, GrpcCode code)
    {
        var told = error.For(context.RequestId());
        return new GrpcStatus(code, told.Message) { Trailers = [.. Trailers(told), new(GrpcHeaders.StatusDetails, Details(code, told))] };
    }

    public static GrpcCode CodeOf(ParleyError error) => error.Code switch
    {
        ErrorCodes.InvalidRequest or ErrorCodes.InvalidJson or ErrorCodes.UnknownType or ErrorCodes.InvalidAudio
            or ErrorCodes.UnsupportedAudio or ErrorCodes.UnsupportedLanguage or ErrorCodes.AudioTooLong
            or ErrorCodes.ChunkTooLarge or ErrorCodes.InvalidFrame
            or ErrorCodes.UnsuitableSample => GrpcCode.InvalidArgument,
        ErrorCodes.NotStarted or ErrorCodes.AlreadyStarted or ErrorCodes.SessionEnded or ErrorCodes.ReadOnly
            or ErrorCodes.NotResumable or ErrorCodes.VoiceExists or ErrorCodes.HistoryOff => GrpcCode.FailedPrecondition,
        ErrorCodes.TakenOver or ErrorCodes.UploadInProgress => GrpcCode.Aborted,
        ErrorCodes.UnknownModel or ErrorCodes.SessionNotFound or ErrorCodes.NotFound
            or ErrorCodes.VoiceNotFound or ErrorCodes.ConversationNotFound => GrpcCode.NotFound,
        ErrorCodes.AudioGap or ErrorCodes.AudioOverlap or ErrorCodes.EventsGone => GrpcCode.OutOfRange,
        ErrorCodes.MessageTooLarge or ErrorCodes.UploadTooLarge or ErrorCodes.TooManySessions or ErrorCodes.OverCapacity
            or ErrorCodes.TooManyErrors or ErrorCodes.ReaderTooSlow or ErrorCodes.TooManyVoices => GrpcCode.ResourceExhausted,
        ErrorCodes.IdleTimeout => GrpcCode.DeadlineExceeded,
        ErrorCodes.Starting or ErrorCodes.ShuttingDown or ErrorCodes.SessionMoved or ErrorCodes.ResumeUnavailable
            or ErrorCodes.StorageUnavailable => GrpcCode.Unavailable,
        ErrorCodes.UnknownHost or ErrorCodes.ForbiddenOrigin => GrpcCode.PermissionDenied,
        ErrorCodes.ProviderFailed => error.Retry ? GrpcCode.Unavailable : GrpcCode.Internal,
        ErrorCodes.Internal => GrpcCode.Internal,
        _ => GrpcCode.Unknown,
    };

    private static IEnumerable<KeyValuePair<string, string>> Trailers(ParleyError error)
    {
        yield return new(CodeTrailer, error.Code);
        yield return new(RequestTrailer, error.RequestId!);
        if (error.Param is { } param)
        {
            yield return new(ParamTrailer, param);
        }

        if (error.RetryAfterMs is { } wait)
        {
            var milliseconds = wait.ToString(CultureInfo.InvariantCulture);
            yield return new(RetryTrailer, milliseconds);

            // What clients with a retry policy wait for by themselves.
            yield return new(GrpcHeaders.RetryPushback, milliseconds);
        }
    }

    private static string Details(GrpcCode code, ParleyError error)
    {
        var status = new Status { Code = (int)code, Message = error.Message };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = error.Code, Domain = Domain }));
        status.Details.Add(Any.Pack(new RequestInfo { RequestId = error.RequestId }));
        if (error.Param is { } param)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = param, Description = error.Message };
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        }

        if (error.RetryAfterMs is { } wait)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(wait)) }));
        }

        // Padding would be right as well, but is discouraged.
        return Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }
}
