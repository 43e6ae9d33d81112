using Parley.Client;
using Parley.Samples.Dictate;

// dictate FILE.wav [SERVER]: plays a recording to the server as a speaker would, and writes what is understood. Pull the
// network cable meanwhile, or restart whatever stands between: it goes on where it was.
if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine("usage: dictate FILE.wav [SERVER]      (SERVER: http://localhost:7310)");
    return 2;
}

try
{
    using var file = File.OpenRead(args[0]);
    var format = WavHeader.Read(file);
    await using var session = await LiveSession.StartAsync(new LiveSessionOptions
    {
        Server = new Uri(args.Length > 1 ? args[1] : "http://localhost:7310"),
        Rate = format.Rate,
        Channels = format.Channels,
    });
    var speaking = SpeakAsync(session, file, format);
    await foreach (var said in session.ReadAsync())
    {
        if (said.Type is "transcript.final")
        {
            Console.WriteLine(said.Text);
        }
    }

    await speaking;
    return 0;
}
catch (Exception failure) when (failure is LiveSessionException or IOException or InvalidDataException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static async Task SpeakAsync(LiveSession session, Stream file, WavHeader format)
{
    // A tenth of a second every tenth of a second.
    using var pace = new PeriodicTimer(TimeSpan.FromSeconds(0.1));
    var chunk = new byte[format.Rate / 10 * format.Channels * sizeof(short)];
    while (await file.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false) is var count && count > 0)
    {
        await session.SendAsync(chunk.AsMemory(0, count - (count % (format.Channels * sizeof(short)))));
        await pace.WaitForNextTickAsync();
    }

    session.End();
}
