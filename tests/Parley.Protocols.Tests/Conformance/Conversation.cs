namespace Parley.Protocols.Tests.Conformance;

/// <summary>One client's side of one protocol: what a script can do, and what it hears, in the same words for all.</summary>
internal abstract class Conversation : IDisposable
{
    private readonly Queue<Heard> _waiting = new();
    private Task<Heard?>? _reading;

    /// <summary>What was asked for.</summary>
    public Ask Asked { get; protected set; } = new();

    /// <summary>Asks for the session; a refusal is heard as an error.</summary>
    public abstract Task StartAsync(Ask ask);

    /// <summary>Sends bytes as they are.</summary>
    /// <param name="position">Where they begin, samples; null: where the last ones ended.</param>
    public abstract Task SendAsync(byte[] audio, long? position = null);

    /// <summary>Sends a recorded file.</summary>
    public virtual Task SendFileAsync(byte[] file) => throw new NotSupportedException();

    /// <summary>No more audio.</summary>
    public abstract Task EndAsync();

    /// <summary>A final for what was said so far, now.</summary>
    public virtual Task FlushAsync() => throw new NotSupportedException();

    /// <summary>Other languages to translate to, while the session runs.</summary>
    public virtual Task TranslateToAsync(params string[] targets) => throw new NotSupportedException();

    /// <summary>A turn in writing, to be answered.</summary>
    public virtual Task WriteAsync(string text) => throw new NotSupportedException();

    /// <summary>An answer to what was said so far.</summary>
    public virtual Task AskAsync() => throw new NotSupportedException();

    /// <summary>No more of the reply.</summary>
    public virtual Task CancelAsync() => throw new NotSupportedException();

    /// <summary>So many samples of a reply were played.</summary>
    public virtual Task PlayedAsync(Heard reply, long position) => throw new NotSupportedException();

    public virtual Task MisbehaveAsync(Mischief what) => throw new NotSupportedException();

    /// <summary>The connection breaks.</summary>
    public virtual void Cut() => throw new NotSupportedException();

    public abstract void Dispose();

    /// <summary>Sends audio in the format that was asked for.</summary>
    public Task SpeakAsync(params float[][] parts) => SendAsync(Encoded.Of(Asked, parts));

    public Task SpeakAtAsync(long position, params float[][] parts) => SendAsync(Encoded.Of(Asked, parts), position);

    /// <summary>What is heard next; null after the last.</summary>
    public async Task<Heard?> NextAsync()
    {
        if (_waiting.TryDequeue(out var kept))
        {
            return kept;
        }

        var reading = _reading ?? ReadAsync();
        _reading = null;
        return await reading;
    }

    /// <summary>What has been heard by now, without waiting for more.</summary>
    public bool TryNext(out Heard heard)
    {
        if (_waiting.TryDequeue(out heard!))
        {
            return true;
        }

        _reading ??= ReadAsync();
        if (_reading is not { IsCompletedSuccessfully: true, Result: { } next })
        {
            return false;
        }

        (heard, _reading) = (next, null);
        return true;
    }

    /// <summary>Reads on to the next of this type.</summary>
    public async Task<Heard> NextAsync(string type)
    {
        while (await NextAsync() is { } heard)
        {
            if (string.Equals(heard.Type, type, StringComparison.Ordinal))
            {
                return heard;
            }
        }

        throw new InvalidOperationException($"It ended without {type}.");
    }

    /// <summary>Reads on to the next final.</summary>
    public Task<Heard> FinalAsync() => NextAsync("transcript.final");

    /// <summary>Everything up to the end.</summary>
    public virtual async Task<List<Heard>> RestAsync()
    {
        var rest = new List<Heard>();
        while (await NextAsync() is { } heard)
        {
            rest.Add(heard);
        }

        return rest;
    }

    /// <summary>Ends the audio and gives everything that was still said.</summary>
    public async Task<List<Heard>> FinishAsync()
    {
        await EndAsync();
        return await RestAsync();
    }

    /// <summary>Puts an answer among what is heard.</summary>
    protected void Keep(Heard heard) => _waiting.Enqueue(heard);

    /// <summary>The next on the wire; null after the last.</summary>
    protected abstract Task<Heard?> ReadAsync();
}

/// <summary>Short words for what was heard.</summary>
internal static class Hearing
{
    public static string[] Finals(this IEnumerable<Heard> heard) =>
        [.. heard.Where(one => one.Type is "transcript.final").Select(one => one.Text!.Trim())];
}
