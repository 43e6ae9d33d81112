using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Parley.Cluster;
using Parley.Engine.Cluster;
using Parley.Server.Configuration;
using Parley.Storage.Redis;

namespace Parley.Server.Hosting;

/// <summary>What makes a server one node of several; nothing, when it is alone.</summary>
internal static class ClusterServices
{
    public static IServiceCollection AddCluster(this IServiceCollection services, ParleyOptions options)
    {
        var cluster = options.Cluster;
        if (cluster.Redis is not { } redis)
        {
            return services;
        }

        // A process that is started again is another node: what it had before is not its own.
        var incarnation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        services.AddSingleton(new ClusterOptions
        {
            Node = $"{cluster.Node}-{incarnation}",
            RenewEvery = cluster.RenewEvery,
            MovePatience = cluster.MovePatience,
        });
        services.AddSingleton(provider => new RedisSessionDirectory(
            new RedisOptions
            {
                Connection = redis,
                Prefix = cluster.Prefix,
                Timeout = cluster.Timeout,
                EventCapacity = options.Limits.Sessions.EventCapacity,
            },
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISessionDirectory>(provider => provider.GetRequiredService<RedisSessionDirectory>());
        services.AddDataProtection().SetApplicationName("parley");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(keys =>
            keys.XmlRepository = new SharedKeys(provider.GetRequiredService<RedisSessionDirectory>().Keys)));
        services.AddSingleton<ClusterMetrics>();
        services.AddSingleton<ClusterMember>();
        return services;
    }
}
