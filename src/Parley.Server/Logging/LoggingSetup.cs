using Microsoft.Extensions.Logging.Console;
using Parley.Server.Configuration;

namespace Parley.Server.Logging;

/// <summary>Logs on standard output: one JSON object a line, or text for a person at a terminal.</summary>
internal static class LoggingSetup
{
    public static ILoggingBuilder AddParleyLogging(this ILoggingBuilder logging, LogOptions options)
    {
        var text = options.Format == LogFormat.Text || (options.Format == LogFormat.Auto && !Console.IsOutputRedirected);
        logging.SetMinimumLevel(options.Level);
        // The framework's own chatter would drown ours; what it warns of is shown.
        logging.AddFilter("Microsoft", options.Level < LogLevel.Warning ? LogLevel.Warning : options.Level);
        // The nodes' common keys lie in Redis as they are: whoever reads Redis has the sessions anyhow.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // A start that fails gets its sentence from the command, without the stack trace that the host would log.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddConsole(console => console.FormatterName = text ? TextFormatter.FormatterName : JsonLineFormatter.FormatterName);
        logging.Services.AddSingleton<ConsoleFormatter, JsonLineFormatter>();
        logging.Services.AddSingleton<ConsoleFormatter, TextFormatter>();
        return logging;
    }
}
