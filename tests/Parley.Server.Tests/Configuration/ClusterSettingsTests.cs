using Parley.Server.Support;

namespace Parley.Server.Configuration;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void Without_a_Redis_the_server_is_alone() => Assert.Null(Settings.Valid().Cluster.Redis);

    [Fact]
    public void A_connection_that_cannot_be_read_is_refused_without_being_shown()
    {
        var problem = Assert.Single(Settings.Read(("Cluster:Redis", "redis:6379,passwrod=hunter2")).Problems);

        Assert.StartsWith("Cluster:Redis: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis:6379")]
    [InlineData("10.0.0.1,password=secret,ssl=true")]
    public void A_connection_is_taken_as_it_is(string connection) =>
        Assert.Equal(connection, Settings.Valid(("Cluster:Redis", connection)).Cluster.Redis);

    [Fact]
    public void A_nodes_name_stands_before_the_ids_of_its_connections_and_has_nothing_that_a_proxy_would_stumble_over()
    {
        Assert.Equal("", Settings.Valid().Cluster.IdPrefix);
        Assert.Equal("node-1.", Settings.Valid(("Cluster:Node", "node-1")).Cluster.IdPrefix);
        Assert.Single(Settings.Read(("Cluster:Node", "a b")).Problems);
    }
}
