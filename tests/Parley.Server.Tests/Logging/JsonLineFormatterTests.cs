using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Server.Support;

namespace Parley.Server.Logging;

public sealed partial class JsonLineFormatterTests : IDisposable
{
    private readonly KeptLog _log = new();
    private readonly ILogger _logger;

    public JsonLineFormatterTests() => _logger = new LoggerFactory([_log]).CreateLogger("Parley.Test");

    [Fact]
    public void A_line_is_one_object_with_time_level_category_message_and_the_named_values()
    {
        LogCounted(_logger, 3, "tea");

        var line = Assert.Single(_log.Lines);
        Assert.EndsWith("}\n", line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(letter => letter == '\n'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", json.GetProperty("time").GetString());
        Assert.Equal("warn", json.GetProperty("level").GetString());
        Assert.Equal("Parley.Test", json.GetProperty("category").GetString());
        Assert.Equal("3 cups of tea", json.GetProperty("message").GetString());
        Assert.Equal(3, json.GetProperty("cup_count").GetInt32());
        Assert.Equal("tea", json.GetProperty("drink").GetString());
    }

    [Fact]
    public void The_trace_and_its_session_are_named()
    {
        using var activity = new Activity("test").Start();
        activity.SetTag(LogFields.SessionId, "s_1");

        LogCounted(_logger, 1, "tea");

        var json = JsonDocument.Parse(_log.Lines.Single()).RootElement;
        Assert.Equal(activity.TraceId.ToHexString(), json.GetProperty("trace_id").GetString());
        Assert.Equal("s_1", json.GetProperty("session_id").GetString());
    }

    [Fact]
    public void A_value_cannot_fake_a_line_or_a_field()
    {
        LogCounted(_logger, 1, "tea\"}\n{\"level\":\"info");

        var line = _log.Lines.Single();
        Assert.Equal(1, line.Count(letter => letter == '\n'));
        Assert.Equal("warn", JsonDocument.Parse(line).RootElement.GetProperty("level").GetString());
    }

    [Fact]
    public void An_exception_stands_in_the_same_line()
    {
        LogBroken(_logger, new InvalidOperationException("because\nof this"));

        var json = JsonDocument.Parse(_log.Lines.Single()).RootElement;
        Assert.Contains("because\nof this", json.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _log.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{CupCount} cups of {Drink}")]
    private static partial void LogCounted(ILogger logger, int cupCount, string drink);

    [LoggerMessage(Level = LogLevel.Error, Message = "It broke")]
    private static partial void LogBroken(ILogger logger, Exception fault);
}
