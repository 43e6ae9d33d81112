using Parley.Client;

namespace Parley.Server.Client;

/// <summary>What <c>docs/translation.md</c> shows of .NET; a test holds the two together.</summary>
internal static class TranslatedExample
{
    public static async Task ReadAsync(Uri server, byte[] samples, TextWriter output)
    {
        await using var session = await LiveSession.StartAsync(new LiveSessionOptions
        {
            Server = server,
            Language = "en",
            Translate = new TranslateOptions { Targets = ["zh"], Glossary = [new("world.", "Parley")] },
        });
        await session.SendAsync(samples);
        session.End();
        await foreach (var said in session.ReadAsync())
        {
            switch (said)
            {
                case TranslationFinal final:
                    await output.WriteLineAsync($"{final.Utterance} {final.Target}: {final.Translation} ({final.Translator})");
                    break;
                case TranslationFailed failed:
                    await output.WriteLineAsync(failed.Message);
                    break;
            }
        }
    }
}
