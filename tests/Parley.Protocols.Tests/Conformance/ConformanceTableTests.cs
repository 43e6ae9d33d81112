using Parley.Protocols.Tests.Docs;

namespace Parley.Protocols.Tests.Conformance;

/// <summary>The page that the suite writes has no hole, and is the one in the documents.</summary>
public sealed class ConformanceTableTests
{
    private const string Page = "conformance.md";

    [Fact]
    public void The_page_is_what_the_suite_writes()
    {
        var written = ConformanceTable.Write();
        if (Environment.GetEnvironmentVariable("PARLEY_WRITE_DOCS") is "1")
        {
            File.WriteAllText(ProtocolPage.PathOf(Page), written);
        }

        Assert.Equal(written, ProtocolPage.Read(Page));
    }

    [Fact]
    public void Every_protocol_has_a_class_that_runs_its_scripts() => Assert.Equal(
        ConformanceTable.All.Select(driver => driver.GetType().Name).Order(StringComparer.Ordinal),
        typeof(SpeechProtocolConformance).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SpeechProtocolConformance)))
            .Select(type => ((SpeechProtocolConformance)Activator.CreateInstance(type)!).Driver.GetType().Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void What_a_protocol_cannot_carry_is_a_feature_and_its_reason_a_sentence()
    {
        var known = SpeechFeatures.All.Select(feature => feature.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var driver in ConformanceTable.All)
        {
            Assert.Subset(known, driver.Lacks.Keys.ToHashSet(StringComparer.Ordinal));
            Assert.All(driver.Lacks.Values, reason =>
            {
                Assert.True(reason.Length > 20 && char.IsUpper(reason[0]) && reason.EndsWith('.'), reason);
            });
        }
    }

    [Fact]
    public void Every_feature_has_an_id_of_its_own_and_somebody_who_carries_it()
    {
        Assert.Equal(SpeechFeatures.All.Count, SpeechFeatures.All.DistinctBy(feature => feature.Id).Count());
        Assert.All(SpeechFeatures.All, feature => Assert.Contains(ConformanceTable.All, driver => !driver.Lacks.ContainsKey(feature.Id)));
    }
}
