using System.Runtime.InteropServices;
using System.Text.Json;
using Parley.Providers;
using Parley.Storage.History;
using Parley.Voices;

namespace Parley.Storage.Voices;

/// <summary>Rows to records and back. Numbers stand in the tables as this machine has them: every one that runs .NET has the lesser byte first.</summary>
internal static class RowMapping
{
    public static VoiceProfileRow ToRow(VoiceProfile profile) => new()
    {
        Id = profile.Id,
        Name = Folding.Clean(profile.Name),
        Folded = Fold(profile.Name),
        CreatedMs = profile.Created.ToUnixTimeMilliseconds(),
        Language = profile.Language,
        Text = profile.Text is null ? null : Folding.Clean(profile.Text),
        Quality = JsonSerializer.Serialize(profile.Quality),
        EmbeddingModel = profile.Embedding?.Model,
        Embedding = profile.Embedding is null ? null : MemoryMarshal.AsBytes<float>(profile.Embedding.Values.ToArray()).ToArray(),
    };

    public static VoiceSampleRow ToRow(string profile, VoiceSample sample) => new()
    {
        ProfileId = profile,
        Rate = sample.Rate,
        Samples = MemoryMarshal.AsBytes(sample.Samples.Span).ToArray(),
    };

    public static VoiceProfile ToRecord(VoiceProfileRow row) => new(
        row.Id, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedMs), JsonSerializer.Deserialize<VoiceQuality>(row.Quality)!)
    {
        Language = row.Language,
        Text = row.Text,
        Embedding = row is { EmbeddingModel: { } model, Embedding: { } values }
            ? new SpeakerEmbedding(model, MemoryMarshal.Cast<byte, float>(values).ToArray())
            : null,
    };

    public static VoiceSample ToRecord(VoiceSampleRow row, string? text) =>
        new(MemoryMarshal.Cast<byte, short>(row.Samples).ToArray(), row.Rate) { Text = text };

    public static string Fold(string name) => Folding.Fold(Folding.Clean(name));
}
