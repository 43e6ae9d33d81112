using Microsoft.Data.Sqlite;
using Parley.Conformance;
using Parley.Failures;
using Parley.Storage.Database;
using Parley.Voices;

namespace Parley.Storage.Voices;

/// <summary>Voice profiles in a file.</summary>
public sealed class SqliteVoiceProfileTests : VoiceProfileStoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-voices-").FullName;
    private readonly Tables _tables;

    public SqliteVoiceProfileTests()
    {
        _tables = new Tables(new StorageOptions { Folder = _folder });
        Store = new VoiceProfileStore(_tables, most: 3);
    }

    protected override IVoiceProfileStore Store { get; }

    public void Dispose()
    {
        _tables.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_more_than_are_kept_is_refused_with_the_limit()
    {
        for (var i = 0; i < 3; i++)
        {
            (await Store.AddAsync(Profile($"{i}"), Sample(1), Token)).ValueOrThrow();
        }

        var error = (await Store.AddAsync(Profile("more"), Sample(1), Token)).Error;
        Assert.Equal(ErrorCodes.TooManyVoices, error?.Code);
        Assert.Contains("3", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_voice_that_was_deleted_is_left_in_the_files()
    {
        var profile = Profile("gone") with { Text = "the vault opens at midnight" };
        (await Store.AddAsync(profile, Sample(50_000), Token)).ValueOrThrow();
        Assert.Contains("midnight", Everything(), StringComparison.Ordinal);
        (await Store.RemoveAsync(profile.Id, Token)).ValueOrThrow();

        // The sample counts up by seven: this stands nowhere else.
        Assert.DoesNotContain("midnight", Everything(), StringComparison.Ordinal);
        Assert.DoesNotContain(System.Text.Encoding.Latin1.GetString([0x07, 0x00, 0x0e, 0x00, 0x15, 0x00, 0x1c, 0x00]), Everything(), StringComparison.Ordinal);
    }

    private string Everything() => string.Concat(Directory.GetFiles(_folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }));
}

/// <summary>Voice profiles in a real PostgreSQL, which several nodes share.</summary>
[Collection(PostgreSqlTrials.Name)]
public sealed class PostgreSqlVoiceProfileTests(PostgreSqlFixture fixture) : VoiceProfileStoreConformance, IDisposable
{
    private readonly Tables _tables = new(fixture.Shared);

    protected override IVoiceProfileStore Store => new VoiceProfileStore(_tables);

    public void Dispose() => _tables.Dispose();

    [Fact]
    public async Task What_one_node_keeps_another_has()
    {
        var profile = Profile("shared");
        (await Store.AddAsync(profile, Sample(1_000), Token)).ValueOrThrow();
        using var other = new Tables(fixture.Shared);
        Assert.Equal(1_000, (await new VoiceProfileStore(other).SampleAsync(profile.Id, Token)).ValueOrThrow().Samples.Length);
    }
}
