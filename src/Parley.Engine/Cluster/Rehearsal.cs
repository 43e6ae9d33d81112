using Parley.Engine.Routing;
using Parley.Engine.Sessions;

namespace Parley.Engine.Cluster;

/// <summary>
/// A node takes a session over from itself before anybody needs it: code that runs for the first time is compiled, which
/// takes longer than everything else about a takeover.
/// </summary>
internal sealed class Rehearsal(ClusterMember member, SessionFactory factory, RecognizerCatalog catalog)
{
    private const int PieceBytes = 3_200;

    /// <summary>1. A session begins here, 2. is lost as soon as its record is safe, 3. is claimed and goes on to its end. Nothing is left of it.</summary>
    public async Task PlayAsync()
    {
        var options = new SessionOptions { Language = "auto", Resumable = true, ResumeWindowSeconds = 1, History = KeepOptions.Nothing };
        if (catalog.Resolve(null, options.Language) is not { Value: { } recognizer })
        {
            return;
        }

        var before = factory.Create(options, recognizer);
        var running = Task.Run(before.RunAsync);
        await before.SafeAsync().ConfigureAwait(false);
        before.Lose();
        await running.ConfigureAwait(false);
        await before.ForgetAsync().ConfigureAwait(false);

        if (await member.Directory.ClaimAsync(before.Id, member.Name).ConfigureAwait(false) is not { Value: { } image })
        {
            return;
        }

        var after = factory.Restore(image, StoredSession.Options(image), recognizer);
        running = Task.Run(after.RunAsync);
        if (await after.AttachAsync(() => { }, CancellationToken.None).ConfigureAwait(false) is { Value: { } speaker })
        {
            _ = await speaker.AppendAsync(new byte[PieceBytes], position: null).ConfigureAwait(false);
            speaker.Finish();
            speaker.Dispose();
        }

        after.EndInput();
        await running.ConfigureAwait(false);
        await after.ForgetAsync().ConfigureAwait(false);
    }
}
