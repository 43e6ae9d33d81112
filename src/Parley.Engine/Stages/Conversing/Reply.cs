using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Parley.Engine.Stages.Scripts;
using Parley.Events;
using Parley.Failures;

namespace Parley.Engine.Stages.Conversing;

/// <summary>
/// One answer, from the question to its last sound: 1. the model writes, 2. its text is cut into sentences, 3. each is
/// spoken while the next is written, 4. audio leaves at most a moment ahead of what is played, 5. and the reply is over
/// when all of it was played. Whoever interrupts it only has to <see cref="Abandon"/> it.
/// </summary>
internal sealed class Reply : IDisposable
{
    private readonly ConversationPlan _plan;
    private readonly ConversationStage _stage;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over;
    private readonly CancellationToken _cancellation;
    private readonly ReplySpeech _speech;
    private readonly StreamedScript? _script;
    private readonly SentenceCutter _cutter = new();
    private Task _abandoned = Task.CompletedTask;

    /// <param name="remembered">Whether it becomes a part of the conversation.</param>
    public Reply(int number, bool remembered, ConversationPlan plan, ConversationStage stage, TimeProvider time)
    {
        (Number, Remembered, _plan, _stage, _time) = (number, remembered, plan, stage, time);
        _over = new CancellationTokenSource(plan.Limits.ReplyTime, time);
        _cancellation = _over.Token;
        _speech = new ReplySpeech(this, plan, stage, time);
        _script = plan.Script?.Stream();
    }

    public int Number { get; }

    public bool Remembered { get; }

    /// <summary>What of its text was played.</summary>
    public string Heard => _speech.Heard;

    /// <summary>What of its text is where in its audio.</summary>
    public SaidAudio Said => _speech.Said;

    /// <summary>How far it is played now, samples.</summary>
    public long Advance() => _speech.Advance();

    /// <summary>Holds its audio; returns how far it is played.</summary>
    public long Pause() => _speech.Pause(paused: true);

    /// <summary>Lets its audio go on; returns how far it is played.</summary>
    public long Resume() => _speech.Pause(paused: false);

    /// <summary>The client says how far it is; false: it cannot be there.</summary>
    public bool Report(long position) => _speech.Report(position);

    /// <summary>Model and synthesis are cancelled.</summary>
    /// <remarks>Under the conversation's lock, while this is its reply.</remarks>
    public void Abandon() => _abandoned = _over.CancelAsync();

    /// <summary>What was heard of it can still be asked.</summary>
    public void Dispose() => _over.Dispose();

    public async Task RunAsync(IReadOnlyList<ChatMessage> messages)
    {
        var sentences = Channel.CreateBounded<string>(new BoundedChannelOptions(_plan.Limits.PendingSentences)
        {
            SingleReader = true, SingleWriter = true,
        });
        var speaking = _speech.RunAsync(sentences.Reader, _cancellation);
        try
        {
            var reason = await ThinkAsync(messages, sentences.Writer).ConfigureAwait(false);
            sentences.Writer.Complete();
            await speaking.ConfigureAwait(false);
            _stage.Finish(this, reason);
        }
        catch (OperationCanceledException)
        {
            // It was interrupted, which is told already, or it took longer than it may.
            _stage.Finish(this, ReplyEndReason.Length);
        }
#pragma warning disable CA1031 // One reply's fault, whatever it is, ends that reply and no more.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _stage.Complain("assistant_failed", "The reply was broken off; the server's log says why.", fault);
            _stage.Finish(this, ReplyEndReason.Failed);
        }
        finally
        {
            sentences.Writer.TryComplete();
            await _abandoned.ConfigureAwait(false);
            await _over.CancelAsync().ConfigureAwait(false);
            await speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ReplyEndReason> ThinkAsync(IReadOnlyList<ChatMessage> messages, ChannelWriter<string> sentences)
    {
        var reason = ReplyEndReason.Completed;
        ParleyError? failure = null;
        try
        {
            reason = await WriteAsync(messages, sentences).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (ParleyException told)
        {
            failure = told.Error;
        }
#pragma warning disable CA1031 // A client of somebody else's may fail with anything.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = ParleyError.Provider(FailureCategory.Transient, $"The assistant failed ({fault.GetType().Name}).");
        }

        if (failure is not null)
        {
            _stage.Complain("assistant_failed", failure.Message, null);
            await FlushAsync(sentences).ConfigureAwait(false);
            await AddAsync(_plan.Apology, sentences).ConfigureAwait(false);
            reason = ReplyEndReason.Failed;
        }

        await FlushAsync(sentences).ConfigureAwait(false);
        return reason;
    }

    private async Task<ReplyEndReason> WriteAsync(IReadOnlyList<ChatMessage> messages, ChannelWriter<string> sentences)
    {
        var updates = _plan.Assistant.Client.GetStreamingResponseAsync(messages, _plan.Chat, _cancellation).GetAsyncEnumerator(_cancellation);
        await using var patient = new PatientEnumerator<ChatResponseUpdate>(updates, _plan.Assistant.Patience, _time);
        var (written, full) = (0, false);
        while (await patient.NextAsync(_cancellation).ConfigureAwait(false))
        {
            full |= patient.Current.FinishReason == ChatFinishReason.Length;
            var text = patient.Current.Text;
            var room = _plan.Limits.ReplyCharacters - written;
            var cut = text.Length > room;
            text = cut ? text[..room] : text;
            written += text.Length;
            await AddAsync(_script?.Push(text) ?? text, sentences).ConfigureAwait(false);
            if (cut)
            {
                return ReplyEndReason.Length;
            }
        }

        return written > 0
            ? full ? ReplyEndReason.Length : ReplyEndReason.Completed
            : throw new ParleyException(ParleyError.Provider(FailureCategory.InvalidOutput, "The assistant answered nothing."));
    }

    /// <summary>What was held back is all there is.</summary>
    private async ValueTask FlushAsync(ChannelWriter<string> sentences)
    {
        await AddAsync(_script?.Flush() ?? "", sentences).ConfigureAwait(false);
        await PassAsync(_cutter.Flush(), sentences).ConfigureAwait(false);
    }

    private async ValueTask AddAsync(string text, ChannelWriter<string> sentences)
    {
        if (text.Length > 0)
        {
            _stage.Say(this, () => new ReplyText(Number, text));
            await PassAsync(_cutter.Push(text), sentences).ConfigureAwait(false);
        }
    }

    private async ValueTask PassAsync(IReadOnlyList<string> sentences, ChannelWriter<string> writer)
    {
        foreach (var sentence in sentences)
        {
            await writer.WriteAsync(sentence, _cancellation).ConfigureAwait(false);
        }
    }
}
