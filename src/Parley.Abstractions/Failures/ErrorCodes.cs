namespace Parley.Failures;

/// <summary>Every error code there is; <c>docs/protocol.md</c> explains each.</summary>
public static class ErrorCodes
{
    public const string InvalidRequest = "invalid_request";
    public const string InvalidJson = "invalid_json";
    public const string UnknownType = "unknown_type";
    public const string NotStarted = "not_started";
    public const string AlreadyStarted = "already_started";
    public const string InvalidAudio = "invalid_audio";
    public const string UnsupportedAudio = "unsupported_audio";
    public const string AudioTooLong = "audio_too_long";
    public const string ChunkTooLarge = "chunk_too_large";
    public const string MessageTooLarge = "message_too_large";
    public const string UploadTooLarge = "upload_too_large";
    public const string AudioGap = "audio_gap";
    public const string AudioOverlap = "audio_overlap";
    public const string UnknownModel = "unknown_model";
    public const string UnsupportedLanguage = "unsupported_language";
    public const string NotFound = "not_found";
    public const string UnknownHost = "unknown_host";
    public const string ForbiddenOrigin = "forbidden_origin";
    public const string SessionNotFound = "session_not_found";
    public const string SessionEnded = "session_ended";
    public const string EventsGone = "events_gone";
    public const string NotResumable = "not_resumable";
    public const string TakenOver = "taken_over";
    public const string SessionMoved = "session_moved";
    public const string ResumeUnavailable = "resume_unavailable";
    public const string UploadInProgress = "upload_in_progress";
    public const string ReadOnly = "read_only";
    public const string UnsuitableSample = "unsuitable_sample";
    public const string VoiceNotFound = "voice_not_found";
    public const string VoiceExists = "voice_exists";
    public const string TooManyVoices = "too_many_voices";
    public const string TooManySessions = "too_many_sessions";
    public const string OverCapacity = "over_capacity";
    public const string TooManyErrors = "too_many_errors";
    public const string IdleTimeout = "idle_timeout";
    public const string InvalidFrame = "invalid_frame";
    public const string ReaderTooSlow = "reader_too_slow";
    public const string Starting = "starting";
    public const string ShuttingDown = "shutting_down";
    public const string ProviderFailed = "provider_failed";
    public const string StorageUnavailable = "storage_unavailable";
    public const string ConversationNotFound = "conversation_not_found";
    public const string HistoryOff = "history_off";
    public const string Internal = "internal_error";
}
