using Parley.Failures;
using Parley.Providers;
using Parley.Voices;

namespace Parley.Conformance;

/// <summary>What every store of voice profiles promises; each one's tests inherit it.</summary>
public abstract class VoiceProfileStoreConformance
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Others use the store too; names begin with this.</summary>
    private readonly string _mine = $"t{Guid.NewGuid():n}";

    /// <summary>The store on trial.</summary>
    protected abstract IVoiceProfileStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_is_read_as_it_was_added_by_id_and_by_name_in_any_case()
    {
        var added = Profile("Ånna") with
        {
            Language = "zh-TW", Text = "你好\"', -- ;", Embedding = new SpeakerEmbedding("model", [0.5f, -1.25f, float.Epsilon]),
        };
        (await Store.AddAsync(added, Sample(3), Token)).ValueOrThrow();
        foreach (var name in new[] { added.Id, added.Name, added.Name.ToUpperInvariant() })
        {
            var found = (await Store.FindAsync(name, Token)).ValueOrThrow();
            Assert.Equal(added with { Embedding = found.Embedding }, found);
            Assert.Equal("model", found.Embedding!.Model);
            Assert.Equal(added.Embedding.Values, found.Embedding.Values);
        }
    }

    [Fact]
    public async Task The_sample_is_kept_to_the_last_bit_with_what_is_said_in_it()
    {
        var (plain, told) = (Profile("plain"), Profile("told") with { Text = "hello" });
        var sample = Sample(960_000);
        (await Store.AddAsync(plain, sample, Token)).ValueOrThrow();
        (await Store.AddAsync(told, Sample(5), Token)).ValueOrThrow();
        var kept = (await Store.SampleAsync(plain.Id, Token)).ValueOrThrow();
        Assert.Equal((16_000, null), (kept.Rate, kept.Text));
        Assert.True(kept.Samples.Span.SequenceEqual(sample.Samples.Span));
        Assert.Equal("hello", (await Store.SampleAsync(told.Id, Token)).ValueOrThrow().Text);
    }

    [Fact]
    public async Task Profiles_are_listed_by_name_in_pages()
    {
        foreach (var name in new[] { "carla", "Anna", "bert" })
        {
            (await Store.AddAsync(Profile(name), Sample(1), Token)).ValueOrThrow();
        }

        var all = (await Store.ListAsync(1_000, 0, Token)).ValueOrThrow();
        Assert.Equal(all.Total, all.Profiles.Count);
        var mine = all.Profiles.Where(one => one.Name.StartsWith(_mine, StringComparison.Ordinal)).Select(one => one.Name[_mine.Length..]);
        Assert.Equal(["Anna", "bert", "carla"], mine);
        var first = (await Store.ListAsync(2, 0, Token)).ValueOrThrow();
        var rest = (await Store.ListAsync(1_000, 2, Token)).ValueOrThrow();
        Assert.Equal(all.Profiles.Select(one => one.Id), first.Profiles.Concat(rest.Profiles).Select(one => one.Id));
        Assert.Equal(all.Total, first.Total);
    }

    [Fact]
    public async Task A_name_stands_once_whatever_its_case_even_when_several_come_at_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(at =>
            Store.AddAsync(Profile(at % 2 == 0 ? "same" : "SAME"), Sample(1), Token).AsTask()));
        Assert.Single(outcomes, outcome => outcome.Succeeded);
        Assert.All(outcomes.Where(outcome => !outcome.Succeeded), outcome => Assert.Equal((ErrorCodes.VoiceExists, "name"), (outcome.Error!.Code, outcome.Error.Param)));
    }

    [Fact]
    public async Task What_is_removed_is_gone_with_its_sample_and_its_name_is_free()
    {
        var profile = Profile("gone");
        (await Store.AddAsync(profile, Sample(1), Token)).ValueOrThrow();
        Assert.Equal(profile.Id, (await Store.RemoveAsync(profile.Id, Token)).ValueOrThrow().Id);
        Assert.Equal(ErrorCodes.VoiceNotFound, (await Store.FindAsync(profile.Id, Token)).Error?.Code);
        Assert.Equal(ErrorCodes.VoiceNotFound, (await Store.SampleAsync(profile.Id, Token)).Error?.Code);
        Assert.Equal(ErrorCodes.VoiceNotFound, (await Store.RemoveAsync(profile.Id, Token)).Error?.Code);
        Assert.True((await Store.AddAsync(Profile("gone"), Sample(1), Token)).Succeeded);
    }

    protected VoiceProfile Profile(string name) =>
        new($"vp_{Guid.NewGuid():n}", _mine + name, Noon, new VoiceQuality(5.25, -20.5, -3, 0.001, 40) { PitchHz = 120.5, SampleSeconds = 6 });

    protected static VoiceSample Sample(int samples) => new(Enumerable.Range(0, samples).Select(at => (short)(at * 7)).ToArray(), 16_000);
}
