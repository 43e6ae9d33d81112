using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Parley.Providers;

namespace Parley.Local.Sherpa.Speaking;

/// <summary>One sentence on its way through the library: pieces come out while it is made, and it is given up between them.</summary>
internal sealed class Utterance(string sentence, CancellationToken stop)
{
    /// <summary>Samples of speech that a sentence may have, seconds.</summary>
    private const int LongestSeconds = 120;

    // Bounded by the sentence's longest.
    private readonly Channel<short[]> _pieces = Channel.CreateUnbounded<short[]>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private long _room;

    public ChannelReader<short[]> Pieces => _pieces.Reader;

    /// <summary>Speaks, and takes as long. Completes <see cref="Pieces"/> whatever happens.</summary>
    public unsafe void Speak(SpeakingHandle model, int speaker, double speed, VoiceSample? sample)
    {
        var held = false;
        var self = GCHandle.Alloc(this);
        var reference = Floats(sample);
        try
        {
            model.DangerousAddRef(ref held);
            var native = model.DangerousGetHandle();
            _room = (long)LongestSeconds * SpeakingLibrary.SampleRate(native);
            using var strings = new NativeStrings();
            fixed (byte* text = Encoding.UTF8.GetBytes(sentence.Replace('\0', ' ') + '\0'))
            fixed (float* audio = reference)
            {
                var config = new GenerationConfig { SilenceScale = 0.2f, Speed = (float)speed, Speaker = speaker };
                if (sample is not null)
                {
                    config.ReferenceAudio = audio;
                    (config.ReferenceLength, config.ReferenceRate) = (reference.Length, sample.Rate);
                    config.ReferenceText = sample.Text is null ? 0 : strings.Add(sample.Text);
                }

                var all = SpeakingLibrary.Generate(native, text, config, &Take, GCHandle.ToIntPtr(self));
                if (all != 0)
                {
                    SpeakingLibrary.DestroyAudio(all);
                }
            }
        }
        finally
        {
            _pieces.Writer.TryComplete();
            self.Free();
            if (held)
            {
                model.DangerousRelease();
            }
        }
    }

    private static float[] Floats(VoiceSample? sample)
    {
        var floats = new float[sample?.Samples.Length ?? 0];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = sample!.Samples.Span[i] / 32_768f;
        }

        return floats;
    }

    /// <summary>Nothing may be thrown through the library.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int Take(float* samples, int count, float done, nint argument)
    {
        var self = (Utterance)GCHandle.FromIntPtr(argument).Target!;
        var room = (int)Math.Min(count, self._room);
        self._room -= room;
        if (room > 0)
        {
            var piece = new short[room];
            for (var i = 0; i < room; i++)
            {
                piece[i] = (short)Math.Clamp(MathF.Round(samples[i] * 32_767f), short.MinValue, short.MaxValue);
            }

            self._pieces.Writer.TryWrite(piece);
        }

        return self.Goes ? 1 : 0;
    }

    private bool Goes => _room > 0 && !stop.IsCancellationRequested;
}
