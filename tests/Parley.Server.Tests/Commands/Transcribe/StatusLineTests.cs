using Parley.Server.Commands.Transcribe;
using Parley.Testing;

namespace Parley.Server.Tests.Commands.Transcribe;

public sealed class StatusLineTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly VirtualTime _time = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Progress_is_told_in_audio_and_speed() =>
        Assert.Equal(
            "[#####               ] 25 %  1:00 of 4:00, 20.0 × real time, 0:09 left",
            StatusLine.Progress(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(3)));

    [Theory]
    [InlineData(null)]
    [InlineData(30.0)]
    public void Of_a_length_that_is_unknown_or_wrong_nothing_is_told(double? claimed) =>
        Assert.Equal(
            "1:01:01, 2.0 × real time",
            StatusLine.Progress(
                TimeSpan.FromSeconds(3_661), claimed is { } seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.FromSeconds(1_830.5)));

    [Fact]
    public void On_a_terminal_the_line_is_redrawn_in_place_and_gets_out_of_the_way()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        using var status = new StatusLine(_output, _time, live: true, width: 80);
        status.Show(() => "half");
        status.Say("a line");
        Assert.Equal("\r\e[Khalf\r\e[Ka line\n", _output.ToString());
    }

    [Fact]
    public void It_is_drawn_at_most_ten_times_a_second_and_never_wraps()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        using var status = new StatusLine(_output, _time, live: true, width: 5);
        status.Show(() => "first and long");
        status.Show(() => throw new InvalidOperationException("Too soon."));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        status.Show(() => "2nd");
        Assert.Equal("\r\e[Kfirs\r\e[K2nd", _output.ToString());
    }

    [Fact]
    public void Elsewhere_only_lines_that_stay_are_written()
    {
        using var status = new StatusLine(_output, _time, live: false, width: 80);
        status.Show(() => throw new InvalidOperationException("Nobody sees it."));
        status.Say("a line");
        Assert.Equal("a line\n", _output.ToString());
    }
}
