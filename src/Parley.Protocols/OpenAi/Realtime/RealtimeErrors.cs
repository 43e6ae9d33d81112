using System.Globalization;
using System.Text.Json;
using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>What only this wire refuses; the codes are OpenAI's where it has one, and stand in <c>docs/openai.md</c>.</summary>
internal static class RealtimeErrors
{
    public const string CommitEmpty = "input_audio_buffer_commit_empty";
    public const string ItemNotFound = "item_not_found";
    public const string NoLanguageModel = "no_language_model";
    public const string NoResponse = "response_cancel_not_active";

    public const string ResponseActive = "conversation_already_has_active_response";
    public const string NoTools = "tools_unavailable";

    public const string SecretExpired = "client_secret_expired";

    /// <summary>Less than this is no speech; OpenAI's own limit.</summary>
    public const int LeastCommitMs = 100;

    public static ParleyError NothingToAnswerWith { get; } = new(
        NoLanguageModel, "This session only transcribes, or this server has no assistant: it makes no responses.");

    public static ParleyError AlreadyResponding { get; } = new(
        ResponseActive, "A response is being made already: wait for its response.done, or cancel it.");

    public static ParleyError NotToBeCut { get; } = ParleyError.Invalid("item_id", "Only model output audio messages can be truncated.");

    public static ParleyError AudioForgotten { get; } =
        ParleyError.Invalid("item_id", "What is where in this item's audio is no longer known.", ItemNotFound);

    public static ParleyError KeyExpired { get; } =
        new(SecretExpired, "This ephemeral key has expired: ask /v1/realtime/client_secrets for another.");

    public static ParleyError NothingToCancel { get; } = new(NoResponse, "Cancellation failed: no active response found.");

    public static ParleyError BinaryMessage { get; } =
        new(ErrorCodes.InvalidRequest, "Events are text messages; audio goes into input_audio_buffer.append, in base64.");

    public static ParleyError UnknownItem { get; } =
        ParleyError.Invalid("item_id", "There is no such item, or it is no longer kept.", ItemNotFound);

    /// <summary>Everything else was done.</summary>
    public static ParleyError ToolsAreOff(string param) =>
        ParleyError.Invalid(param, "This server's assistants call no tools: they answer without them.", NoTools);

    /// <summary>An error about how a session answers, in the names of this wire; null: it is about something else.</summary>
    /// <param name="param">What holds the settings: <c>session</c> or <c>response</c>.</param>
    public static ParleyError? OfConversation(ParleyError error, string param) => error.Param switch
    {
        "converse.assistant" => error with { Param = $"{param}.model" },
        "converse.instructions" => error with { Param = $"{param}.instructions" },
        "converse.voice" => error with { Param = $"{param}.audio.output.voice" },
        "converse.speed" => error with { Param = $"{param}.audio.output.speed" },
        "converse.rate" => error with { Param = $"{param}.audio.output.format.rate" },
        "converse.temperature" => error with { Param = $"{param}.temperature" },
        "converse.max_tokens" => error with { Param = $"{param}.max_output_tokens" },
        _ => null,
    };

    public static ParleyError TooShort(double milliseconds) => new(
        CommitEmpty,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Error committing input audio buffer: buffer too small. Expected at least {LeastCommitMs}ms of audio, but buffer only has {milliseconds:0.00}ms of audio."));

    /// <summary>The fields of an error's <c>error</c>.</summary>
    public static void Write(Utf8JsonWriter json, ParleyError error)
    {
        json.WriteString("type", HttpStatus.Of(error) >= 500 ? "server_error" : "invalid_request_error");
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.RetryAfterMs is { } wait)
        {
            json.WriteNumber("retry_after_ms", wait);
        }
    }
}
