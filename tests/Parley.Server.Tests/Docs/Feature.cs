using System.Text.RegularExpressions;

namespace Parley.Server.Docs;

/// <summary>A page that shows a feature over each protocol that carries it.</summary>
/// <param name="Protocols">The headings under <see cref="Section"/>, in the order that every page has.</param>
/// <param name="Prints">What an example there prints with <see cref="Workplace"/>'s recording, unless <paramref name="Otherwise"/> says more of its protocol.</param>
internal sealed record Feature(string Page, string[] Protocols, string Prints, params (string Protocol, string Prints)[] Otherwise)
{
    public const string Section = "Over each protocol";

    /// <summary>Every protocol, and by what one sees that an example speaks it.</summary>
    public static readonly (string Protocol, string Sign)[] Signs =
    [
        ("HTTP", "curl "),
        ("WebSocket", "from 'ws'"),
        ("Socket.IO", "from 'socket.io-client'"),
        ("gRPC", "from '@grpc/grpc-js'"),
        ("OpenAI", "from 'openai'"),
        (".NET", "LiveSession.StartAsync"),
    ];

    public static readonly IReadOnlyList<Feature> All =
    [
        new("docs/translation.md", ["HTTP", "WebSocket", "Socket.IO", "gRPC", "OpenAI", ".NET"],
            "entonces .* para considerar", ("HTTP", @"""target"":""es"",""text"":""[^""]* para considerar"), ("OpenAI", Workplace.Heard)),
        new("docs/conversation.md", ["HTTP", "WebSocket", "Socket.IO", "gRPC", "OpenAI"],
            $@"^{Workplace.Answered}\s+\d{{4,}}$", ("HTTP", $@"""completed"".*""text"":""{Workplace.Answered}""")),
        new("docs/voices.md", ["HTTP", "WebSocket", "Socket.IO", "gRPC", "OpenAI"],
            $@"^[^\n]*\bespeak-ng/\w+[^\n]*\n{Workplace.Answered}\s+\d{{4,}}$",
            ("HTTP", $@"""voice_fallback"".*espeak-ng/(.|\n)*""{Workplace.Answered}"""), ("OpenAI", @"^espeak-ng/\w+ \d{4,}$")),
        new("docs/history.md", ["HTTP", "WebSocket", "Socket.IO", "gRPC", ".NET"],
            $"^user: .*{Workplace.Heard}", ("HTTP", $@"""speaker"":""user"",""text"":""[^""]*{Workplace.Heard}"), (".NET", $@"""text"":""[^""]*{Workplace.Heard}")),
    ];

    /// <summary>What an example prints, wherever it stands; null: no more is known than that it works.</summary>
    public static Regex? Output(Example example)
    {
        var feature = example.Section is Section ? All.FirstOrDefault(one => string.Equals(one.Page, example.Page, StringComparison.Ordinal)) : null;
        var prints = feature?.Otherwise.FirstOrDefault(one => string.Equals(one.Protocol, example.Heading, StringComparison.Ordinal)).Prints ?? feature?.Prints
            ?? (example.Code.Contains("talk.", StringComparison.Ordinal) ? $"{Workplace.Heard}|{Workplace.Answered}" : null);
        return prints is null ? null : new Regex(prints, RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
