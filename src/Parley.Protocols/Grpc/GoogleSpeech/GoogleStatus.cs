using Microsoft.AspNetCore.Http;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Speech;

namespace Parley.Protocols.Grpc.GoogleSpeech;

/// <summary>Errors as clients of Google's service know them: its fields, its codes.</summary>
internal static class GoogleStatus
{
    public static GrpcStatus Of(ParleyError error, HttpContext context, string config) =>
        SpeechStatus.Of(error with { Param = Field(error.Param, config) }, context, CodeOf(error));

    public static ParleyError Invalid(string field, string message, string code = ErrorCodes.InvalidRequest) =>
        ParleyError.Invalid(field, $"'{field}' {message}", code);

    private static GrpcCode CodeOf(ParleyError error) => error.Code switch
    {
        ErrorCodes.UnknownModel or ErrorCodes.NotStarted or ErrorCodes.AlreadyStarted => GrpcCode.InvalidArgument,
        ErrorCodes.IdleTimeout => GrpcCode.OutOfRange,
        _ => SpeechStatus.CodeOf(error),
    };

    /// <param name="config">Where the configuration stands in the request.</param>
    private static string? Field(string? param, string config) => param switch
    {
        "language" => $"{config}.language_code",
        "model" => $"{config}.model",
        "input.rate" => $"{config}.sample_rate_hertz",
        "input.channels" => $"{config}.audio_channel_count",
        "input.encoding" => $"{config}.encoding",
        "audio" when IsStream(config) => "audio_content",
        "file" => IsStream(config) ? "audio_content" : "audio.content",
        _ => param,
    };

    private static bool IsStream(string config) => config.StartsWith("streaming_config", StringComparison.Ordinal);
}
