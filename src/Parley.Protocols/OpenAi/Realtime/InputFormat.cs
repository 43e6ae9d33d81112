using System.Text.Json;
using Parley.Audio;
using Parley.Failures;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>The audio formats of OpenAI's realtime wire, in both of its spellings.</summary>
internal static class InputFormat
{
    private const int G711Rate = 8_000;
    private const int LongestName = 40;

    /// <summary>16 bits at 24 kHz: what every client sends that does not say.</summary>
    public static AudioFormat Default { get; } = new(AudioEncoding.S16Le, 24_000, 1);

    /// <summary>Bytes of one sample.</summary>
    public static int SampleBytes(AudioFormat format) => format.Encoding == AudioEncoding.S16Le ? 2 : 1;

    /// <summary>Reads <c>{"type":"audio/pcm","rate":24000}</c>.</summary>
    public static Outcome<AudioFormat> Read(JsonFields fields, string param)
    {
        var type = fields.Text("type", LongestName);
        var rate = fields.Small("rate");
        if (fields.Error is { } error)
        {
            return error;
        }

        return type switch
        {
            "audio/pcm" => AudioFormat.Parse("s16le", rate ?? Default.Rate, 1) is { Succeeded: true } pcm
                ? pcm
                : ParleyError.Invalid($"{param}.rate", $"Rate {rate} is outside {AudioFormat.MinRate} to {AudioFormat.MaxRate} Hz."),
            "audio/pcmu" => G711(AudioEncoding.MuLaw, rate, param),
            "audio/pcma" => G711(AudioEncoding.ALaw, rate, param),
            _ => ParleyError.Invalid($"{param}.type", "The type must be audio/pcm, audio/pcmu or audio/pcma."),
        };
    }

    /// <summary>Reads <c>pcm16</c>, <c>g711_ulaw</c> or <c>g711_alaw</c>.</summary>
    public static Outcome<AudioFormat> Read(string name, string param) => name switch
    {
        "pcm16" => Default,
        "g711_ulaw" => new AudioFormat(AudioEncoding.MuLaw, G711Rate, 1),
        "g711_alaw" => new AudioFormat(AudioEncoding.ALaw, G711Rate, 1),
        _ => ParleyError.Invalid(param, $"'{param}' must be pcm16, g711_ulaw or g711_alaw."),
    };

    /// <summary>The field <c>format</c>.</summary>
    public static void Write(Utf8JsonWriter json, AudioFormat format)
    {
        json.WriteStartObject("format");
        json.WriteString("type", TypeOf(format));
        if (TypeOf(format) is "audio/pcm")
        {
            json.WriteNumber("rate", format.Rate);
        }

        json.WriteEndObject();
    }

    public static string TypeOf(AudioFormat format) => format.Encoding switch
    {
        AudioEncoding.MuLaw => "audio/pcmu",
        AudioEncoding.ALaw => "audio/pcma",
        _ => "audio/pcm",
    };

    public static string FlatNameOf(AudioFormat format) => format.Encoding switch
    {
        AudioEncoding.MuLaw => "g711_ulaw",
        AudioEncoding.ALaw => "g711_alaw",
        _ => "pcm16",
    };

    private static Outcome<AudioFormat> G711(AudioEncoding encoding, int? rate, string param) => rate is null or G711Rate
        ? new AudioFormat(encoding, G711Rate, 1)
        : ParleyError.Invalid($"{param}.rate", $"G.711 has {G711Rate} samples a second, not {rate}.");
}
