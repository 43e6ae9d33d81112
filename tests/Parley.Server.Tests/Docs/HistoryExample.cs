using Parley.Client;

namespace Parley.Server.Docs;

/// <summary>What <c>docs/history.md</c> shows of .NET; a test holds the two together.</summary>
internal static class HistoryExample
{
    public static async Task RunAsync(Uri server, ReadOnlyMemory<byte> samples, Screen screen)
    {
        using var client = new HttpClient { BaseAddress = server };
        await using var session = await LiveSession.StartAsync(new LiveSessionOptions
        {
            Server = client.BaseAddress, KeepText = true, KeepAudio = true,
        });
        await session.SendAsync(samples);
        session.End();

        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(0.2));
        var kept = "";
        while (!kept.Contains("\"ended\":\"", StringComparison.Ordinal) && await pace.WaitForNextTickAsync())
        {
            using var answer = await client.GetAsync(new Uri($"api/conversations/{session.Id}", UriKind.Relative));
            kept = await answer.Content.ReadAsStringAsync();
        }

        screen.WriteLine(kept);
    }
}
