using Microsoft.Playwright;

namespace Parley.Server.Browser;

/// <summary>Whether the page's players, also those that nobody sees, play something.</summary>
internal static class Listening
{
    /// <summary>Notes every player: for <see cref="Visit.OpenAsync"/>.</summary>
    public const string Script = """
        globalThis.players = new Set();
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
          players.add(this);
          return play.call(this);
        };
        """;

    /// <summary>Waits until something whose address ends so is heard beyond this second.</summary>
    public static Task HearsAsync(Visit visit, string address, double beyond = 0) => visit.Page.WaitForFunctionAsync(
        "([address, beyond]) => [...players].some(({ src, currentTime }) => src.includes(address) && currentTime > beyond)",
        new object[] { address, beyond },
        new PageWaitForFunctionOptions { PollingInterval = 50, Timeout = 30_000 });
}
