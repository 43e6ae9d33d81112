using Parley.Engine.History;
using Parley.Server.Configuration;
using Parley.Storage.Database;

namespace Parley.Server.Commands.Doctor;

/// <summary>Whether what is to be kept can be. Makes nothing and changes nothing.</summary>
internal static class StorageChecks
{
    public static async Task<Finding> HistoryAsync(ParleyOptions options, CancellationToken cancellation)
    {
        if (options.History.Text == HistoryHabit.Off)
        {
            return Finding.Fine("history: off, nothing is kept");
        }

        var kind = options.Storage.PostgreSql is null ? "sqlite" : "postgresql";
        var amiss = await StorageProbe.LookAsync(options.Storage, cancellation);
        return amiss is null ? Finding.Fine($"history: {kind}")
            : options.Storage.PostgreSql is null
                ? Finding.Amiss($"history: {amiss}", $"ls -ld '{options.Storage.Folder}', and give it to this user; or set Storage:Folder")
                : Finding.Amiss($"history: {amiss}", "correct Storage:PostgreSql, or start that PostgreSQL (pg_isready)");
    }
}
