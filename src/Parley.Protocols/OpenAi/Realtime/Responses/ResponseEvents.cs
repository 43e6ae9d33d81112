using System.Text.Json;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>The events that a response is made of, in the words of either dialect.</summary>
internal sealed class ResponseEvents(bool beta)
{
    public ServerEvent Whole(string type, SpokenResponse response) => new(type, json => response.Write(json, beta));

    public ServerEvent Item(string type, SpokenResponse response)
    {
        var item = response.Item(beta);
        return new ServerEvent(type, json =>
        {
            json.WriteString("response_id", response.Id);
            json.WriteNumber("output_index", 0);
            item.Write(json);
        });
    }

    public ServerEvent Part(string type, SpokenResponse response)
    {
        var text = response.Text.TrimEnd();
        return About(type, response, json =>
        {
            json.WriteStartObject("part");
            json.WriteString("type", response.Spoken ? "audio" : "text");
            json.WriteString(response.Spoken ? "transcript" : "text", text);
            json.WriteEndObject();
        });
    }

    public ServerEvent Text(SpokenResponse response, string delta) => About(
        response.Spoken ? "response.output_audio_transcript.delta" : "response.output_text.delta", response, json => json.WriteString("delta", delta));

    public ServerEvent TextDone(SpokenResponse response)
    {
        var text = response.Text.TrimEnd();
        return About(
            response.Spoken ? "response.output_audio_transcript.done" : "response.output_text.done",
            response,
            json => json.WriteString(response.Spoken ? "transcript" : "text", text));
    }

    public ServerEvent Audio(SpokenResponse response, ReadOnlyMemory<byte> audio) =>
        About("response.output_audio.delta", response, json => json.WriteBase64String("delta", audio.Span));

    public ServerEvent AudioDone(SpokenResponse response) => About("response.output_audio.done", response, _ => { });

    private ServerEvent About(string type, SpokenResponse response, Action<Utf8JsonWriter> fields) =>
        new(beta ? type.Replace("output_audio", "audio", StringComparison.Ordinal).Replace("output_text", "text", StringComparison.Ordinal) : type, json =>
        {
            json.WriteString("response_id", response.Id);
            json.WriteString("item_id", response.ItemId);
            json.WriteNumber("output_index", 0);
            json.WriteNumber("content_index", 0);
            fields(json);
        });
}
