using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Parley.Audio.Files;
using Parley.Engine.Routing;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Protocols.OpenAi;

/// <summary>One request to <c>/v1/audio/transcriptions</c>, or, with a translation, to <c>/v1/audio/translations</c>.</summary>
internal sealed class TranscriptionCall(
    HttpContext context,
    SessionHub hub,
    RecognizerCatalog catalog,
    DecoderSlots decoders,
    ProtocolOptions protocols,
    FileTranslation? translation,
    TimeProvider time) : IAsyncDisposable
{
    /// <summary>What the other fields of a form may add to the length of its file.</summary>
    private const long FormBytes = 1024 * 1024;

    private const int BlockBytes = 64 * 1024;

    private readonly FileProtocolOptions _options = protocols.Files;
    private readonly TranscriptionFields _fields = new(translation?.Target);
    private SpooledUpload? _recording;
    private TranscriptionJob? _job;

    /// <summary>
    /// 1. A body over the cap is refused unread.
    /// 2. The form is read; the recording is recognised while it arrives, as soon as the fields that decide how are there.
    /// 3. The answer is written: as it comes, or whole.
    /// </summary>
    /// <exception cref="ParleyException">What is to be answered instead.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (context.Request.ContentLength > _options.Audio.MaxBytes + FormBytes)
        {
            throw new ParleyException(SpooledUpload.TooLarge(_options.Audio.MaxBytes));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = null;
        }

        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await ReadFormAsync(reading);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The recording was refused while it arrived; what refused it is thrown where the finals are read.
        }

        var job = _job ?? Begin(cancellation);
        var finals = translation?.TranslateAsync(job.ReadAsync(cancellation), cancellation) ?? job.ReadAsync(cancellation);
        await (_fields.Stream
            ? TranscriptionStream.WriteAsync(context, finals, () => job.Duration)
            : TranscriptionAnswer.WriteAsync(context, _fields, finals, () => job.Duration));
    }

    public async ValueTask DisposeAsync()
    {
        if (_job is not null)
        {
            await _job.DisposeAsync();
        }

        _recording?.Dispose();
    }

    private async Task ReadFormAsync(CancellationTokenSource reading)
    {
        await foreach (var part in MultipartForm.ReadAsync(context.Request, reading.Token))
        {
            if (part.Name.Equals("file", StringComparison.Ordinal))
            {
                await TakeAsync(part.Body, reading);
            }
            else
            {
                _fields.Add(part.Name, await part.TextAsync(reading.Token));
            }
        }

        _fields.Check();
    }

    private async Task TakeAsync(Stream body, CancellationTokenSource reading)
    {
        if (_recording is not null)
        {
            throw new ParleyException(ParleyError.Invalid("file", "'file' is given twice."));
        }

        // What is wrong so far is said before the recording is received.
        _ = Model();
        _recording = new SpooledUpload(_options.Audio.MaxBytes);
        if (_fields.DecideRecognition)
        {
            _ = StopReadingWhenRefused(Begin(context.RequestAborted), reading);
        }

        var block = new byte[BlockBytes];
        for (int read; (read = await body.ReadAsync(block, reading.Token)) > 0;)
        {
            await _recording.AppendAsync(block.AsMemory(0, read), reading.Token);
        }

        _recording.Complete();
    }

    private static async Task StopReadingWhenRefused(TranscriptionJob job, CancellationTokenSource reading)
    {
        if (await job.Ended is not null)
        {
            try
            {
                await reading.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has all been read.
            }
        }
    }

    private TranscriptionJob Begin(CancellationToken cancellation)
    {
        if (_recording is null)
        {
            throw new ParleyException(ParleyError.Invalid("file", "'file' is missing."));
        }

        var (recording, asked) = (_recording, Asked(Model()));
        return _job = new TranscriptionJob(
            hub, stop => AudioFile.OpenAsync(recording.Read(), _options.Audio, decoders, time, stop), asked, cancellation);
    }

    private RecognizerCapabilities Model()
    {
        var model = ModelNames.Resolve(catalog, _fields.Model).ValueOrThrow().Capabilities;
        return !_fields.WordTimes || model.WordTimes
            ? model
            : throw new ParleyException(ParleyError.Invalid(
                "timestamp_granularities[]", $"Model '{model.Model}' gives no word times; 'segment' is accepted."));
    }

    private FileTranscriptionOptions Asked(RecognizerCapabilities model)
    {
        var language = _fields.Language ?? (model.Languages is [var only] ? only : "auto");
        if (translation?.Refusal(language) is { } refusal && model.Refusal(language) is null)
        {
            throw new ParleyException(refusal);
        }

        return new FileTranscriptionOptions
        {
            Model = model.Model,
            Language = language,
            Words = model.WordTimes,
            Endpointing = protocols.Sessions.Endpointing,
            KeepBeforeError = _fields.Stream,
        };
    }
}
