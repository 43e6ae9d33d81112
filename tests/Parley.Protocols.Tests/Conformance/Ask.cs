using System.Text.Json.Nodes;
using Parley.Testing;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>What a script asks of a session; each driver says it in its protocol's words.</summary>
internal sealed record Ask
{
    public string? Language { get; init; }

    public string? Model { get; init; }

    public string Encoding { get; init; } = "s16le";

    public int Rate { get; init; } = Spoken.Rate;

    public int Channels { get; init; } = 1;

    public bool Words { get; init; }

    public int? SilenceMs { get; init; }

    public bool Manual { get; init; }

    public bool Resumable { get; init; }

    /// <summary>The languages that finals are translated to.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Somebody answers, in samples of <see cref="ScriptedSynthesizer.Rate"/>.</summary>
    public bool Converse { get; init; }

    /// <summary>Answers come when they are asked for.</summary>
    public bool Asked { get; init; }

    /// <summary>The fields of <c>session.start</c>; what is as usual is left out.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["input"] = new JsonObject { ["encoding"] = Encoding, ["rate"] = Rate, ["channels"] = Channels },
        };
        if (Language is not null)
        {
            json["language"] = Language;
        }

        if (Model is not null)
        {
            json["model"] = Model;
        }

        if (Words)
        {
            json["words"] = true;
        }

        if (Resumable)
        {
            json["resumable"] = true;
        }

        if (Targets.Count > 0)
        {
            json["translate"] = TranslateTo(Targets);
        }

        if (Converse)
        {
            json["converse"] = new JsonObject { ["rate"] = ScriptedSynthesizer.Rate };
            if (Asked)
            {
                json["converse"]!["answer"] = "asked";
            }
        }

        if (Manual)
        {
            json["endpointing"] = new JsonObject { ["manual"] = true };
        }
        else if (SilenceMs is { } silence)
        {
            json["endpointing"] = new JsonObject { ["silence_ms"] = silence };
        }

        return json;
    }

    /// <summary>The option <c>translate</c>.</summary>
    public static JsonObject TranslateTo(IEnumerable<string> targets) =>
        new() { ["targets"] = new JsonArray([.. targets.Select(target => JsonValue.Create(target))]) };
}
