using System.CommandLine;
using System.Globalization;
using Parley.Engine.Turns;

namespace Parley.Server.Commands.Eval;

/// <summary>The arguments of <c>eval</c>.</summary>
internal sealed class EvalOptions
{
    public Argument<string> List { get; } = new("FILE.tsv")
    {
        Description = "Tab-separated: audio path (relative to this file), reference text, and perhaps the language.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print everything, each clip included, as JSON." };

    public Option<bool> Live { get; } = new("--live")
    {
        Description = "Play the clips at real time through live sessions, and measure latency and stability.",
    };

    public Option<double> Pace { get; } = new("--pace")
    {
        Description = "With --live: times real time, 0.1 to 100. Default: 1.",
        DefaultValueFactory = _ => 1,
    };

    public Option<int> Jobs { get; } = new("--jobs", "-j")
    {
        Description = "With --live: sessions at once, 1 to 1000. Default: 1.",
        DefaultValueFactory = _ => 1,
    };

    public Option<string?> Url { get; } = new("--url")
    {
        Description = "With --live: measure this server over its WebSocket protocol, such as ws://127.0.0.1:7310/v1/sessions.",
    };

    public Option<string?> Model { get; } = new("--model", "-m") { Description = "The model, such as moonshine-tiny." };

    public Option<string> Language { get; } = new("--language", "-l")
    {
        Description = "The language of clips that name none. Default: en.",
        DefaultValueFactory = _ => "en",
    };

    public Option<int?> SilenceMs { get; } = new("--silence-ms") { Description = "Silence that closes an utterance, 100 to 5000 ms." };

    public Option<double?> MarginBefore { get; } = new("--margin-before")
    {
        Description = "Seconds of audio that the model gets before speech, 0 to 1.",
    };

    public Option<double?> MarginAfter { get; } = new("--margin-after")
    {
        Description = "Seconds of audio that the model gets after speech, 0 to 1.",
    };

    public Option<bool> BySet { get; } = new("--by-set")
    {
        Description = "Show a row for each set (folder), however many there are. Default: when there are at most 20.",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(List);
        foreach (var option in new Option[] { Json, Live, Pace, Jobs, Url, Model, Language, SilenceMs, MarginBefore, MarginAfter, BySet })
        {
            command.Options.Add(option);
        }

        Limit(Pace, 0.1, 100);
        Limit(Jobs, 1, 1_000);
        Limit(SilenceMs, EndpointingOptions.MinSilenceMs, EndpointingOptions.MaxSilenceMs);
        Limit(MarginBefore, 0, 1);
        Limit(MarginAfter, 0, 1);
        command.Validators.Add(result =>
        {
            foreach (var option in new Option[] { Pace, Jobs, Url })
            {
                if (!result.GetValue(Live) && result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"{option.Name} needs --live.");
                }
            }

            if (result.GetValue(Url) is { } url && !IsSocketAddress(url))
            {
                result.AddError($"--url {url}: an address that begins with ws:// or wss:// is needed.");
            }
        });
    }

    private static bool IsSocketAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss";

    private static void Limit(Option option, double least, double most) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens)
        {
            if (!double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= least && value <= most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {token.Value}: a number from {least} to {most} is needed."));
            }
        }
    });
}
