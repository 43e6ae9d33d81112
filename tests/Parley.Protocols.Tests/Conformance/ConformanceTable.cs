using System.Globalization;
using System.Text;
using Parley.Protocols.Tests.Conformance.Drivers;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>What <c>docs/conformance.md</c> says: a row a feature, a column a protocol, in every cell yes or the reason why not.</summary>
internal static class ConformanceTable
{
    private const string Yes = "yes";

    public static IReadOnlyList<SpeechDriver> Drivers { get; } =
    [
        new WebSocketDriver(), new SocketIoDriver(), new PlainPageDriver(), new HttpDriver(), new GrpcDriver(),
        new GoogleStreamDriver(), new RealtimeDriver(), new TranscriptionDriver(), new RecognizeDriver(), new GoogleRecognizeDriver(),
    ];

    /// <summary>With those that stand with some features alone.</summary>
    public static IReadOnlyList<SpeechDriver> All => [.. Drivers, .. SpeechFeatures.Groups.SelectMany(group => group.Also)];

    public static string Write()
    {
        var reasons = new List<string>();
        var page = new StringBuilder("""
            # What every protocol carries

            Parley speaks many protocols and has one contract. The same scripts of audio, options, faults and expected events run
            against each of them; this page is written by those tests, and a test fails when it is not what they would write.

            *yes*: the script ran there and heard what it should, with the same texts and, where something is refused, the same code as
            everywhere else. A number: the protocol cannot carry it, for the reason below. "Files" and "Recognize" take recordings, the
            others live audio. `/ws/chat` is for conversations, and stands with them alone.

            The engine of these scripts is a scripted one, so that they are exact. With the real engine another test sends one recording
            of two sentences read aloud over each of these protocols, cut into pieces of different lengths, by the stock client where
            there is one: every final is the same there too, to the letter. (The dialect of simple pages is that of Socket.IO in other words.)


            """);
        foreach (var group in SpeechFeatures.Groups)
        {
            SpeechDriver[] columns = [.. Drivers, .. group.Also];
            page.Append(CultureInfo.InvariantCulture, $"## {group.Name}\n\n|  | {string.Join(" | ", columns.Select(driver => driver.Name))} |\n");
            page.Append(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---|", columns.Length))}\n");
            foreach (var feature in group.Features)
            {
                page.Append(CultureInfo.InvariantCulture, $"| {Head(feature)} | {string.Join(" | ", columns.Select(driver => Cell(driver, feature, reasons)))} |\n");
            }

            page.Append('\n');
        }

        page.Append("## Why not\n\n");
        foreach (var (index, reason) in reasons.Index())
        {
            page.Append(CultureInfo.InvariantCulture, $"{index + 1}. {reason}\n");
        }

        page.Append("""

            ## To write it anew

            ```sh
            PARLEY_WRITE_DOCS=1 ./parley test Protocols
            ```

            """);
        return page.Replace("\r\n", "\n").ToString();
    }

    private static string Head(Feature feature) => feature.Code is null ? feature.Sentence : $"{feature.Sentence}: `{feature.Code}`";

    private static string Cell(SpeechDriver driver, Feature feature, List<string> reasons)
    {
        if (!driver.Lacks.TryGetValue(feature.Id, out var reason))
        {
            return Yes;
        }

        var index = reasons.IndexOf(reason);
        if (index < 0)
        {
            reasons.Add(reason);
            index = reasons.Count - 1;
        }

        return $"[{index + 1}](#why-not)";
    }
}
