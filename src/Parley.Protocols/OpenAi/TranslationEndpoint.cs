using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Engine.Stages.Translating;
using Parley.Engine.Transcription;
using Parley.Failures;

namespace Parley.Protocols.OpenAi;

/// <summary><c>POST /v1/audio/translations</c>: a recording in any language as English text.</summary>
internal static class TranslationEndpoint
{
    private const string English = "en";

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost(
        "/v1/audio/translations",
        context => context.RequestServices.GetRequiredService<TranscriptionEndpoint>().AnswerAsync(
            context, new FileTranslation(context.RequestServices.GetRequiredService<TranslationFactory>(), English, NoModel)))
        .WithMetadata(OpenAiApi.Translate);

    private static ParleyError NoModel(string language)
    {
        var pair = string.Equals(language, "auto", StringComparison.OrdinalIgnoreCase) ? "" : $" from {language} to {English}";
        return ParleyError.Invalid(
            "model",
            $"No model of this server translates{pair}. /v1/audio/transcriptions gives the text in the language that was spoken.");
    }
}
