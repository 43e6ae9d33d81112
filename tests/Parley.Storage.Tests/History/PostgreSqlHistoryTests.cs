using Parley.Conformance;
using Parley.Failures;
using Parley.History;
using Parley.Storage.Database;

namespace Parley.Storage.History;

/// <summary>Conversations in a real PostgreSQL, and what becomes of them when it is gone for a while.</summary>
[Collection(PostgreSqlTrials.Name)]
public sealed class PostgreSqlHistoryTests(PostgreSqlFixture fixture) : HistoryStoreConformance, IDisposable
{
    private readonly Tables _tables = new(fixture.Shared);

    protected override IHistoryStore Store => new HistoryStore(_tables);

    public void Dispose() => _tables.Dispose();

    [Fact]
    public async Task A_database_that_is_gone_costs_an_error_and_is_used_again_when_it_is_back()
    {
        var head = Head(DateTimeOffset.UnixEpoch);
        await WriteAsync(new TurnNote(head, Said(1, "one")));
        await fixture.Server.StopAsync();

        var refused = await Store.WriteAsync([new TurnNote(head, Said(2, "two"))], Token);
        await fixture.Server.RestartAsync();
        await WriteAsync(new TurnNote(head, Said(2, "two")));

        Assert.Equal(ErrorCodes.StorageUnavailable, refused.Error?.Code);
        Assert.Equal(2, (await Store.FindAsync(head.Key, Token)).ValueOrThrow().Turns);
    }
}
