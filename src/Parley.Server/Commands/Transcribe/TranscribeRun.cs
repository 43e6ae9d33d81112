using Parley.Audio.Files;
using Parley.Engine.Sessions;
using Parley.Engine.Transcription;
using Parley.Failures;

namespace Parley.Server.Commands.Transcribe;

/// <summary>
/// Transcribes the inputs one after another; each uses every core by itself. A failure of one is reported and the others
/// are done.
/// </summary>
internal sealed class TranscribeRun(
    TranscribeRequest request, SessionHub hub, AudioFileLimits limits, TimeProvider time, StatusLine status, TextWriter errors)
{
    /// <summary>Returns how many inputs failed.</summary>
    /// <exception cref="OutputLostException">Standard output takes no more.</exception>
    public async Task<int> RunAsync(TextWriter standardOutput, CancellationToken cancellation)
    {
        var failed = 0;
        foreach (var (index, input) in request.Inputs.Index())
        {
            var error = InputFile.Missing(input);
            try
            {
                error ??= await TranscribeAsync(input, index, standardOutput, cancellation);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                error = new ParleyError(ErrorCodes.Internal, broken.Message);
            }

            if (error is not null)
            {
                failed++;
                status.Around(() => errors.WriteLine($"{input}: {error.Message}"));
            }
        }

        return failed;
    }

    /// <summary>
    /// 1. opens the output, 2. opens the input, 3. writes what is heard while it is heard, 4. keeps what was written,
    /// also when the input broke off after something was heard.
    /// </summary>
    private async Task<ParleyError?> TranscribeAsync(
        string input, int index, TextWriter standardOutput, CancellationToken cancellation)
    {
        var target = request.Targets[index];
        await using var output = target is null ? null : OutputFile.Create(target, request.Force);
        var opened = InputFile.Open(input);
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        await using var file = opened.Value;
        var recording = await AudioFile.OpenAsync(file.Stream, limits, time, cancellation);
        if (!recording.Succeeded)
        {
            return recording.Error;
        }

        await using var source = recording.Value;
        var clock = new WorkClock(time, taken => ShowProgress(input, index, taken, source.Duration));
        var started = FileTranscription.Start(hub, source, new FileTranscriptionOptions
        {
            Language = request.Language,
            Endpointing = request.Endpointing,
            KeepBeforeError = true,
            Progress = clock,
        });
        if (!started.Succeeded)
        {
            return started.Error;
        }

        await using var transcription = started.Value;
        Heading(input, target, standardOutput);
        var transcript = Transcripts.Create(request.Format, output?.Writer ?? standardOutput);
        var (heard, error) = await HearAsync(transcription, transcript, target is null, cancellation);
        error ??= file.Changed();
        if (error is null || heard > 0)
        {
            var info = new TranscriptInfo(input, transcription.Duration, request.Language, transcription.Model);
            Write(() => transcript.Complete(info, error), target is null);
            await (output?.KeepAsync() ?? Task.CompletedTask);
            Report(input, target, transcription.Duration, clock.Elapsed, heard);
        }

        return error;
    }

    private async Task<(int Heard, ParleyError? Error)> HearAsync(
        FileTranscription transcription, ITranscript transcript, bool toStandardOutput, CancellationToken cancellation)
    {
        var heard = 0;
        try
        {
            await foreach (var final in transcription.ReadAsync(cancellation))
            {
                heard++;
                Write(() => transcript.Add(final), toStandardOutput);
            }

            return (heard, null);
        }
        catch (ParleyException broken)
        {
            return (heard, broken.Error);
        }
    }

    private void Write(Action write, bool toStandardOutput)
    {
        try
        {
            status.Around(write);
        }
        catch (IOException fault) when (toStandardOutput)
        {
            throw new OutputLostException(fault);
        }
    }

    /// <summary>Texts of several recordings on one output are told apart as head and tail do.</summary>
    private void Heading(string input, string? target, TextWriter standardOutput)
    {
        if (target is null && request.Inputs.Count > 1 && request.Format == TranscriptFormat.Text)
        {
            Write(() => standardOutput.WriteLine($"==> {input} <=="), toStandardOutput: true);
        }
    }

    private void ShowProgress(string input, int index, WorkDone done, TimeSpan? whole) => status.Show(() =>
    {
        var count = request.Inputs.Count > 1 ? $"{index + 1}/{request.Inputs.Count} " : "";
        return $"{count}{Path.GetFileName(input)}  {StatusLine.Progress(done.Audio, whole, done.Elapsed)}";
    });

    private void Report(string input, string? target, TimeSpan audio, TimeSpan elapsed, int heard)
    {
        if (!request.Quiet)
        {
            var nothing = heard == 0 ? ", no speech heard" : "";
            var where = target is null ? "" : $" → {target}";
            status.Say($"{input}: {StatusLine.Progress(audio, null, elapsed)}{nothing}{where}");
        }
    }
}
