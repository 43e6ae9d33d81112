using System.Globalization;

namespace Parley.Server.Commands.Transcribe;

/// <summary>
/// Progress on standard error: on a terminal one line that is redrawn in place and stays out of the way of what is
/// written above it; elsewhere nothing until something is worth a line of its own.
/// </summary>
/// <param name="live">Whether the line is drawn: the output is a terminal and nobody asked for quiet.</param>
internal sealed class StatusLine(TextWriter output, TimeProvider time, bool live, int width) : IDisposable
{
    private const int BarWidth = 20;
    private const string Clear = "\r\e[K";
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private long _drawn;
    private bool _visible;

    /// <summary>The status line of this process.</summary>
    public static StatusLine OnTerminal(TimeProvider time, bool quiet)
    {
        var live = !quiet && !Console.IsErrorRedirected;
        return new StatusLine(Console.Error, time, live, live && Console.WindowWidth > 0 ? Console.WindowWidth : 80);
    }

    /// <summary>Shows a line until the next one, at most ten a second.</summary>
    public void Show(Func<string> line)
    {
        lock (_gate)
        {
            if (!live || (_drawn != 0 && time.GetElapsedTime(_drawn) < Redraw))
            {
                return;
            }

            _drawn = time.GetTimestamp();
            _visible = true;
            var text = line();
            output.Write(Clear + (text.Length < width ? text : text[..Math.Max(0, width - 1)]));
            output.Flush();
        }
    }

    /// <summary>Writes elsewhere on the same terminal, with the line out of the way.</summary>
    public void Around(Action write)
    {
        lock (_gate)
        {
            Hide();
            write();
        }
    }

    /// <summary>Writes a line that stays.</summary>
    public void Say(string line) => Around(() => output.WriteLine(line));

    public void Dispose()
    {
        lock (_gate)
        {
            Hide();
        }
    }

    /// <summary>"[#####     ] 25 %  1:02 of 4:10, 18.2 × real time, 0:11 left".</summary>
    public static string Progress(TimeSpan done, TimeSpan? whole, TimeSpan elapsed)
    {
        var speed = elapsed > TimeSpan.Zero ? done / elapsed : 0;
        var pace = string.Create(CultureInfo.InvariantCulture, $"{speed:0.0} × real time");
        if (whole is not { } length || length <= TimeSpan.Zero || done > length)
        {
            return $"{Clock(done)}, {pace}";
        }

        var share = done / length;
        var bar = new string('#', (int)(share * BarWidth)).PadRight(BarWidth);
        var left = speed > 0 ? $", {Clock((length - done) / speed)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"[{bar}] {share * 100:0} %  {Clock(done)} of {Clock(length)}, {pace}{left}");
    }

    /// <summary>"1:02:03", "4:10".</summary>
    public static string Clock(TimeSpan length)
    {
        var whole = (long)Math.Round(length.TotalSeconds);
        return whole >= 3_600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 3_600}:{whole / 60 % 60:00}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}");
    }

    private void Hide()
    {
        if (_visible)
        {
            output.Write(Clear);
            output.Flush();
            _visible = false;
        }
    }
}
