using Parley.Engine.History;
using Parley.History;
using Parley.Server.Configuration;
using Parley.Storage.Database;
using Parley.Storage.History;
using Parley.Storage.Voices;
using Parley.Voices;

namespace Parley.Server.Hosting;

/// <summary>What is kept beyond a session's end. Nothing is opened before it is used.</summary>
internal static class HistoryServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, ParleyOptions options)
    {
        services.AddSingleton(options.Storage);
        services.AddSingleton<Tables>();
        services.AddSingleton<IVoiceProfileStore>(provider => new VoiceProfileStore(provider.GetRequiredService<Tables>()));
        return services;
    }

    /// <summary>Nothing, unless the operator has turned it on.</summary>
    public static IServiceCollection AddHistory(this IServiceCollection services, ParleyOptions options)
    {
        if (options.History.Text == HistoryHabit.Off)
        {
            return services;
        }

        services.AddSingleton(options.History);
        services.AddSingleton<IHistoryStore, HistoryStore>();
        services.AddSingleton<IAudioShelf>(new AudioFolder(Path.Combine(options.Storage.Folder, "audio")));
        services.AddSingleton<HistoryMetrics>();
        services.AddSingleton<HistoryWriter>();
        services.AddSingleton<HistoryRecorder>();
        services.AddSingleton<HistoryArchive>();
        services.AddSingleton<HistorySweeper>();
        return services;
    }
}
