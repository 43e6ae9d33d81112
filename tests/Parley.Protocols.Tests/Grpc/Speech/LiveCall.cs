using Google.Protobuf;
using Parley.Testing;
using Parley.V1;
using Said = Parley.V1.StreamResponse.EventOneofCase;

namespace Parley.Protocols.Tests.Grpc.Speech;

/// <summary>A call of <c>Stream</c> in a client's words.</summary>
internal sealed class LiveCall(OpenCall call) : IDisposable
{
    public const string Path = "/parley.v1.Speech/Stream";

    /// <summary>A session with these options has been asked for.</summary>
    public static async Task<LiveCall> StartAsync(TestServer server, Options? options = null, params (string Name, string Value)[] headers)
    {
        var live = new LiveCall(OpenCall.Start(server, Path, headers));
        await live.SayAsync(new() { Start = options ?? new Options() });
        return live;
    }

    public Task SayAsync(StreamRequest message) => call.SendAsync(message);

    public Task SpeakAsync(params float[][] parts) => SendAudioAsync(Spoken.S16Le(parts));

    public Task SendAudioAsync(byte[] samples, long? position = null)
    {
        var audio = new V1.Audio { Data = ByteString.CopyFrom(samples) };
        if (position is { } stated)
        {
            audio.Position = stated;
        }

        return SayAsync(new() { Audio = audio });
    }

    public void Complete() => call.Complete();

    public void Cancel() => call.Cancel();

    /// <summary>Reads on to the next event of this kind.</summary>
    public async Task<StreamResponse> NextAsync(Said kind)
    {
        while (await call.NextAsync<StreamResponse>() is { } said)
        {
            if (said.EventCase == kind)
            {
                return said;
            }
        }

        throw new InvalidOperationException($"The call ended before {kind}: {(await call.EndAsync()).Message}");
    }

    public Task<List<StreamResponse>> RestAsync() => call.RestAsync<StreamResponse>();

    public Task<CallEnd> EndAsync() => call.EndAsync();

    public void Dispose() => call.Dispose();
}
