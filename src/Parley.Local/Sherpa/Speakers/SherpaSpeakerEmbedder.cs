using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Failures;
using Parley.Local.Models;
using Parley.Local.Onnx;
using Parley.Local.Sherpa.Streaming;
using Parley.Voices;

namespace Parley.Local.Sherpa.Speakers;

/// <summary>Tells speakers apart with a model that sherpa-onnx runs, one recording at a time. Loaded with the first one.</summary>
/// <param name="path">Of the model, which states itself as WeSpeaker's, 3D-Speaker's or NeMo's.</param>
/// <param name="prepare">Loads the native library.</param>
public sealed class SherpaSpeakerEmbedder(string path, Action prepare) : ISpeakerEmbedder, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Extractor? _extractor;

    /// <summary>The file's name, without its ending.</summary>
    private string Model => Path.GetFileNameWithoutExtension(path);

    /// <summary>What is wrong with the model's file; null: nothing that shows. The library ends the process on one that is not there.</summary>
    public static string? Problem(string path) =>
        ModelFile.Problem(path) is { } problem ? $"The speaker embedding model {path} {problem}." : null;

    public async Task<Outcome<SpeakerEmbedding>> EmbedAsync(ReadOnlyMemory<float> mono16k, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Embed(mono16k.Span), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _extractor?.Dispose();
        _turn.Dispose();
    }

    private unsafe Outcome<SpeakerEmbedding> Embed(ReadOnlySpan<float> samples)
    {
        if (_extractor is null && Problem(path) is { } problem)
        {
            return ParleyError.Provider(FailureCategory.Rejected, problem);
        }

        prepare();
        _extractor ??= new Extractor(path);
        if (_extractor.IsInvalid)
        {
            return ParleyError.Provider(FailureCategory.Rejected, "sherpa-onnx refused the speaker embedding model; its own message is on standard error.");
        }

        var extractor = _extractor.DangerousGetHandle();
        var stream = SpeakerLibrary.CreateStream(extractor);
        try
        {
            fixed (float* first = samples)
            {
                StreamingLibrary.AcceptWaveform(stream, AudioFormat.EngineRate, first, samples.Length);
            }

            StreamingLibrary.FinishInput(stream);
            var values = SpeakerLibrary.IsReady(extractor, stream) == 0 ? null : SpeakerLibrary.Compute(extractor, stream);
            if (values is null)
            {
                return ParleyError.Provider(FailureCategory.InvalidOutput, "The speaker embedding model gave nothing for this recording.");
            }

            var copy = new ReadOnlySpan<float>(values, SpeakerLibrary.Dimensions(extractor)).ToArray();
            SpeakerLibrary.DestroyEmbedding(values);
            return new SpeakerEmbedding(Model, copy);
        }
        finally
        {
            StreamingLibrary.DestroyStream(stream);
        }
    }

    private sealed class Extractor : SafeHandle
    {
        public Extractor(string path)
            : base(0, ownsHandle: true)
        {
            OnnxModel.Prepare();
            using var strings = new NativeStrings();
            SetHandle(SpeakerLibrary.Create(new SpeakerConfig { Model = strings.Add(path), Threads = 1, Provider = strings.Add("cpu") }));
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            SpeakerLibrary.Destroy(handle);
            return true;
        }
    }
}
