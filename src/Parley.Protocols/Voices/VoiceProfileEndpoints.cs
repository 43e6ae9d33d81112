using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Audio.Files.Wav;
using Parley.Engine.Voices;
using Parley.Failures;
using Parley.Protocols.Http;
using Parley.Protocols.OpenAi.Speech;
using Parley.Voices;

namespace Parley.Protocols.Voices;

/// <summary><c>/api/voice-profile</c>: voices of people, recorded once and spoken with from then on.</summary>
internal sealed class VoiceProfileEndpoints(VoiceProfileIntake intake, SpeechDesk desk, ProtocolOptions options, IVoiceProfileStore? store = null)
{
    private const int DefaultPage = 50;
    private const string English = "This is how I sound when I speak for you.";
    private const string Chinese = "這就是我為你說話時的聲音。";

    private IVoiceProfileStore Store => store ?? throw new ParleyException(VoiceErrors.Unavailable);

    /// <summary>Where nothing keeps profiles, there are no addresses for them.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IVoiceProfileStore)) != true)
        {
            return;
        }

        endpoints.MapPost("/api/voice-profile", To(one => one.AddAsync)).WithMetadata(VoiceProfileApi.Add);
        endpoints.MapGet("/api/voice-profiles", To(one => one.ListAsync)).WithMetadata(VoiceProfileApi.List);
        endpoints.MapGet("/api/voice-profile/{id}", To(one => one.ShowAsync)).WithMetadata(VoiceProfileApi.Show);
        endpoints.MapGet("/api/voice-profile/{id}/sample", To(one => one.PlayAsync)).WithMetadata(VoiceProfileApi.Sample);
        endpoints.MapGet("/api/voice-profile/{id}/preview", To(one => one.PreviewAsync)).WithMetadata(VoiceProfileApi.Preview);
        endpoints.MapDelete("/api/voice-profile/{id}", To(one => one.RemoveAsync)).WithMetadata(VoiceProfileApi.Remove);
    }

    private static RequestDelegate To(Func<VoiceProfileEndpoints, Func<HttpContext, Task>> answer) => context =>
        ProblemAnswer.GiveAsync(context, answer(context.RequestServices.GetRequiredService<VoiceProfileEndpoints>()));

    private async Task AddAsync(HttpContext context)
    {
        var keeper = Store;
        var (made, sample) = await intake.TakeAsync(context);
        var profile = (await keeper.AddAsync(made, sample, context.RequestAborted)).ValueOrThrow();
        context.Response.Headers.Location = $"{context.Request.PathBase}/api/voice-profile/{profile.Id}";
        await JsonBody.WriteAsync(context, StatusCodes.Status201Created, json => VoiceProfileJson.Write(json, profile));
    }

    private async Task ListAsync(HttpContext context)
    {
        var limit = Number(context, "limit", DefaultPage, 1, options.Voices.MaxPage);
        var offset = Number(context, "offset", 0, 0, int.MaxValue);
        var page = (await Store.ListAsync(limit, offset, context.RequestAborted)).ValueOrThrow();
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, json => VoiceProfileJson.Write(json, page, offset));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var profile = (await Store.FindAsync(Id(context), context.RequestAborted)).ValueOrThrow();
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, json => VoiceProfileJson.Write(json, profile));
    }

    private async Task PlayAsync(HttpContext context)
    {
        var profile = (await Store.FindAsync(Id(context), context.RequestAborted)).ValueOrThrow();
        var sample = (await Store.SampleAsync(profile.Id, context.RequestAborted)).ValueOrThrow();
        await TypedResults
            .Bytes(WavFile.Of(sample.Samples.Span, sample.Rate), "audio/wav", enableRangeProcessing: true, lastModified: profile.Created)
            .ExecuteAsync(context);
    }

    private async Task PreviewAsync(HttpContext context)
    {
        using var place = desk.Take();
        var profile = (await Store.FindAsync(Id(context), context.RequestAborted)).ValueOrThrow();
        var voice = await desk.ChooseAsync(context, VoiceSelector.Prefix + profile.Id, null);
        var request = new SpeechRequest(null, Text(context, profile), null, null, SpeechFormat.Wav, 1, Events: false);
        await SpeechAnswer.WriteAsync(context, request, voice);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var profile = (await Store.FindAsync(Id(context), context.RequestAborted)).ValueOrThrow();
        (await Store.RemoveAsync(profile.Id, context.RequestAborted)).ValueOrThrow();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private string Text(HttpContext context, VoiceProfile profile)
    {
        var text = context.Request.Query["text"].ToString().Trim();
        var most = options.Voices.MaxPreviewCharacters;
        return text.Length > most
            ? throw new ParleyException(ParleyError.Invalid("text", $"{text.Length} characters; a preview has at most {most}."))
            : text.Length > 0 ? text
            : profile.Language?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true ? Chinese
            : English;
    }

    private static int Number(HttpContext context, string name, int fallback, int least, int most)
    {
        var text = context.Request.Query[name].ToString();
        return text.Length == 0 ? fallback
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
            : throw new ParleyException(ParleyError.Invalid(name, $"'{name}' is a whole number from {least} to {most}."));
    }
}
