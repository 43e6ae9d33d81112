using System.Globalization;
using Parley.Server.Evaluation.Live;
using Spectre.Console;

namespace Parley.Server.Evaluation.Report;

/// <summary>Writes the result of an evaluation for a person.</summary>
internal static class EvalTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<EvalSummary> rows, bool bySet)
    {
        var shown = rows.Where(row => bySet || row.Set is null).ToList();
        console.Write(Accuracy(shown));
        if (shown.Exists(row => row.Live is not null))
        {
            console.Write(Live(shown));
        }
    }

    private static Table Accuracy(List<EvalSummary> rows)
    {
        var table = NewTable("set", "clips", "units", "error rate", "sub", "del", "ins", "joined", "empty", "failed", "× real time", "× real time a core");
        foreach (var row in rows)
        {
            var counts = row.Counts;
            Add(
                table,
                row,
                Number(row.Clips),
                $"{counts.Reference} {(row.Characters ? "characters" : "words")}",
                $"{Share(counts.Rate)} {(row.Characters ? "CER" : "WER")}",
                Number(counts.Substitutions),
                Number(counts.Deletions),
                Number(counts.Insertions),
                Number(counts.Joined),
                Number(row.Empty),
                Number(row.Failed),
                Speed(row.AudioPerWallSecond),
                Speed(row.AudioPerProcessorSecond));
        }

        return table;
    }

    private static Table Live(List<EvalSummary> rows)
    {
        var table = NewTable(
            "set", "utterances", "first partial P50 / P95 / max ms", "final P50 / P95 / max ms", "unstable words", "with case and punctuation", "stable rewritten");
        foreach (var row in rows)
        {
            var live = row.Live ?? LiveMeasures.None;
            Add(
                table,
                row,
                Number(live.Utterances),
                Spread(live.FirstPartials),
                Spread(live.Finals),
                $"{Share(live.Words.Share)} of {live.Words.Shown}",
                $"{Share(live.ExactWords.Share)} of {live.ExactWords.Shown}",
                Number(live.StableRewritten));
        }

        return table;
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (index, column) in columns.Index())
        {
            table.AddColumn(new TableColumn(new Text(column)) { Alignment = index == 0 ? Justify.Left : Justify.Right });
        }

        return table;
    }

    private static void Add(Table table, EvalSummary row, params string[] cells) =>
        table.AddRow([new Text(row.Set ?? "total"), .. cells.Select(cell => new Text(cell))]);

    private static string Spread(IReadOnlyList<double> values) => Percentiles.Of(values) is { } spread
        ? string.Create(CultureInfo.InvariantCulture, $"{spread.P50:0} / {spread.P95:0} / {spread.Max:0}")
        : "–";

    private static string Share(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.00} %") : "–";

    private static string Speed(double? speed) =>
        speed is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0}") : "–";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
