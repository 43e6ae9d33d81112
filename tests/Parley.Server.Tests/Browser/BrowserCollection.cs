namespace Parley.Server.Browser;

/// <summary>One browser at a time: several would fight over a small machine's cores, and captions are timed.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserCollection : ICollectionFixture<Playwright>, ICollectionFixture<SharedPage>
{
    public const string Name = "browser";
}
