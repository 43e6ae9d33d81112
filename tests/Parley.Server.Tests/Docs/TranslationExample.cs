using Parley.Client;

namespace Parley.Server.Docs;

/// <summary>What <c>docs/translation.md</c> shows of .NET; a test holds the two together.</summary>
internal static class TranslationExample
{
    public static async Task RunAsync(Uri server, ReadOnlyMemory<byte> samples, Screen screen)
    {
        await using var session = await LiveSession.StartAsync(new LiveSessionOptions
        {
            Server = server,
            Translate = new TranslateOptions { Targets = ["es"] },
        });
        await session.SendAsync(samples);
        session.End();
        await foreach (var said in session.ReadAsync())
        {
            if (said is TranslationFinal final)
            {
                screen.WriteLine($"{final.Target}: {final.Translation} ({final.Translator})");
            }
        }
    }
}
