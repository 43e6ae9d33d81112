using System.ComponentModel;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Local.Apertium;

/// <summary>
/// Translates by rules, on this machine: quick, small and literal. Its programs are Debian's packages; of a pair that is
/// not installed it says so.
/// </summary>
public sealed class ApertiumTranslator : ITranslator, IAsyncDisposable
{
    /// <summary>The name under which it is asked for.</summary>
    public const string Name = "apertium";

    private readonly Dictionary<LanguagePair, ApertiumPool> _pools;
    private readonly ApertiumOptions _options;

    public ApertiumTranslator(ApertiumOptions options, TimeProvider time)
    {
        _options = options;
        Capabilities = new TranslatorCapabilities(Name, [.. options.Pairs.Where(pair => ApertiumLanguages.Mode(options.Modes, pair) is not null)]);
        _pools = Capabilities.Pairs.Distinct().ToDictionary(pair => pair, pair => new ApertiumPool(options, time, () => StartAsync(pair)));
    }

    public TranslatorCapabilities Capabilities { get; }

    /// <summary>What is configured and not installed, a sentence each.</summary>
    public static IEnumerable<string> Problems(ApertiumOptions options) => options.Pairs
        .Where(pair => ApertiumLanguages.Mode(options.Modes, pair) is null)
        .Select(pair => $"Apertium has no {pair.From}-{pair.To} here. Set-up brings it: ./parley setup "
            + $"(or apt-get install apertium {ApertiumLanguages.Package(pair)})");

    public async ValueTask<Outcome<Translation>> TranslateAsync(TranslationRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var pair = Capabilities.Pairs.FirstOrDefault(pair => new TranslatorCapabilities(Name, [pair]).Translates(request.From, request.To));
        if (pair is null)
        {
            return ParleyError.Provider(FailureCategory.Rejected, $"Apertium has no {request.From}-{request.To} here.");
        }

        if (request.Text.Length > Capabilities.LongestText)
        {
            return ParleyError.Provider(FailureCategory.Rejected, $"The text has over {Capabilities.LongestText} characters.");
        }

        if (string.IsNullOrWhiteSpace(request.Text))
        {
            return new Translation("");
        }

        try
        {
            var stream = await _pools[pair].AskAsync(ApertiumText.Write(request.Text), cancellation).ConfigureAwait(false);
            var text = ApertiumText.Read(stream, request.Text);
            return text.Length > 0 ? new Translation(text) : ParleyError.Provider(FailureCategory.InvalidOutput, "Apertium answered nothing.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ParleyError.Provider(FailureCategory.Transient, $"Apertium did not answer within {_options.Timeout.TotalSeconds:0.#} s.");
        }
        catch (Win32Exception)
        {
            return ParleyError.Provider(FailureCategory.Exhausted, "Apertium's programs cannot be started; ./parley doctor says more.");
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidDataException)
        {
            return ParleyError.Provider(FailureCategory.Transient, "Apertium broke off.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
        {
            await pool.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ApertiumPipeline> StartAsync(LanguagePair pair)
    {
        var path = ApertiumLanguages.Mode(_options.Modes, pair) ?? throw new IOException("The mode is gone.");
        var programs = ApertiumMode.Parse(await File.ReadAllTextAsync(path).ConfigureAwait(false));
        return programs.Count > 0 ? await ApertiumPipeline.StartAsync(programs).ConfigureAwait(false) : throw new InvalidDataException("The mode is not understood.");
    }
}
