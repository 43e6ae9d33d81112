using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Parley.Providers;

namespace Parley.Local.Espeak;

/// <summary>
/// The one espeak-ng of the process: it has one state, so that one sentence is spoken at a time. A sentence takes it some
/// milliseconds, and those who wait take turns between sentences.
/// </summary>
internal static class EspeakEngine
{
    private const int NormalWordsAMinute = 165;

    /// <summary>Waited for without a thread. It has no wait handle, so nothing of it is to be freed.</summary>
    private static readonly SemaphoreSlim Turn = new(1, 1);

    private static readonly List<short> Samples = [];
    private static CancellationToken _stop;
    private static int _limit;
    private static int _rate;

    /// <summary>Loads the library and its data; later calls return what the first did.</summary>
    /// <returns>Samples a second, and the voices.</returns>
    /// <exception cref="InvalidOperationException">The library or its data is not installed.</exception>
    public static unsafe (int Rate, IReadOnlyList<SynthesisVoice> Voices) Load()
    {
        Turn.Wait();
        try
        {
            if (_rate == 0)
            {
                var rate = EspeakLibrary.Initialize(EspeakLibrary.Synchronous, 0, null, EspeakLibrary.DoNotExit);
                if (rate <= 0)
                {
                    throw new InvalidOperationException("espeak-ng finds no voices; install the Debian package espeak-ng-data.");
                }

                EspeakLibrary.SetCallback(&Take);
                _rate = rate;
            }

            return (_rate, ListVoices());
        }
        catch (DllNotFoundException missing)
        {
            throw new InvalidOperationException(
                $"{EspeakLibrary.Name} cannot be loaded; install the Debian package {EspeakLibrary.Package}.", missing);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Speaks one sentence, on a thread that no request waits for.</summary>
    /// <param name="longest">Samples after which it is cut off.</param>
    /// <returns>The samples, or null when there is no such voice or the library fails.</returns>
    public static async Task<short[]?> SpeakAsync(
        string voice, string sentence, double speed, int longest, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Speak(voice, sentence, speed, longest, cancellation), CancellationToken.None)
                .ConfigureAwait(false);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static unsafe short[]? Speak(string voice, string sentence, double speed, int longest, CancellationToken cancellation)
    {
        (_stop, _limit) = (cancellation, longest);
        Samples.Clear();
        if (EspeakLibrary.SetVoice(voice) != 0
            || EspeakLibrary.SetParameter(EspeakLibrary.RateParameter, (int)(NormalWordsAMinute * speed), 0) != 0)
        {
            return null;
        }

        fixed (byte* text = Encoding.UTF8.GetBytes(sentence.Replace('\0', ' ') + '\0'))
        {
            var size = (nuint)Encoding.UTF8.GetByteCount(sentence) + 1;
            if (EspeakLibrary.Synth(text, size, 0, 1, 0, EspeakLibrary.Utf8, null, null) != 0)
            {
                return null;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return [.. Samples];
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int Take(short* samples, int count, void* events)
    {
        if (samples is null)
        {
            return 0;
        }

        var room = Math.Min(count, _limit - Samples.Count);
        CollectionsMarshal.SetCount(Samples, Samples.Count + room);
        new ReadOnlySpan<short>(samples, room).CopyTo(CollectionsMarshal.AsSpan(Samples)[^room..]);
        return room < count || _stop.IsCancellationRequested ? 1 : 0;
    }

    private static unsafe List<SynthesisVoice> ListVoices()
    {
        var voices = new List<SynthesisVoice>();
        for (var entry = EspeakLibrary.ListVoices(null); *entry is not null; entry++)
        {
            var voice = **entry;
            if (voice.Languages != 0
                && Marshal.PtrToStringUTF8(voice.Languages + 1) is { Length: > 0 } language
                && !voices.Exists(known => string.Equals(known.Name, language, StringComparison.Ordinal)))
            {
                voices.Add(new SynthesisVoice(language, language, Marshal.PtrToStringUTF8(voice.Name) ?? language));
            }
        }

        return voices;
    }
}
