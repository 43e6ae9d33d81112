using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Parley.Protocols.Tests.Grpc;
using Parley.Protocols.Tests.Grpc.Speech;
using Parley.V1;

namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary><c>parley.v1.Speech</c>, the live calls.</summary>
internal sealed class GrpcDriver : SpeechDriver
{
    public override string Name => "gRPC";

    public override IReadOnlyDictionary<string, string> Lacks { get; } = Reasons(
        ("bad_json invalid_utf8", Why.Messages),
        (Why.Files, Why.NoFiles));

    public override Task<Conversation> ConnectAsync(TestServer server) =>
        Task.FromResult<Conversation>(new Talk(OpenCall.Start(server, LiveCall.Path)));

    public override async Task<Conversation> ResumeAsync(TestServer server, string id, long after)
    {
        var call = OpenCall.Start(server, LiveCall.Path);
        await call.SendAsync(new StreamRequest { Resume = new() { SessionId = id, After = after } });
        return new Talk(call);
    }

    public override async Task<Conversation> FollowAsync(TestServer server, string id)
    {
        var call = OpenCall.Start(server, "/parley.v1.Speech/Follow");
        await call.SendAsync(new FollowRequest { SessionId = id });
        call.Complete();
        return new Talk(call);
    }

    /// <summary>The same options, in the names of the proto, which are the session protocol's.</summary>
    internal static Options OptionsOf(Ask ask) => JsonParser.Default.Parse<Options>(ask.ToJson().ToJsonString());

    private sealed class Talk(OpenCall call) : Conversation
    {
        private bool _over;

        public override Task StartAsync(Ask ask)
        {
            Asked = ask;
            return SayAsync(new() { Start = OptionsOf(ask) });
        }

        public override Task SendAsync(byte[] audio, long? position = null)
        {
            var message = new V1.Audio { Data = ByteString.CopyFrom(audio) };
            if (position is { } stated)
            {
                message.Position = stated;
            }

            return SayAsync(new() { Audio = message });
        }

        public override Task FlushAsync() => SayAsync(new() { Flush = new() });

        public override Task EndAsync() => SayAsync(new() { End = new() });

        public override Task TranslateToAsync(params string[] targets) => SayAsync(new()
        {
            Update = JsonParser.Default.Parse<SessionUpdate>(new JsonObject { ["translate"] = Ask.TranslateTo(targets) }.ToJsonString()),
        });

        public override Task WriteAsync(string text) => SayAsync(new() { Write = new() { Text = text } });

        public override Task AskAsync() => SayAsync(new() { ReplyCreate = new() });

        public override Task CancelAsync() => SayAsync(new() { ReplyCancel = new() });

        public override Task PlayedAsync(Heard reply, long position) =>
            SayAsync(new() { ReplyPlayed = new() { Reply = (int)reply.Reply!, Position = position } });

        public override Task MisbehaveAsync(Mischief what) => SayAsync(new());

        public override void Cut() => call.Cancel();

        public override void Dispose() => call.Dispose();

        protected override async Task<Heard?> ReadAsync()
        {
            if (_over)
            {
                return null;
            }

            if (await call.NextAsync<StreamResponse>() is { } said)
            {
                return HeardOf(said);
            }

            _over = true;
            return await call.RefusalAsync();
        }

        private Task SayAsync(StreamRequest message) => call.SendAsync(message);

        private static Heard HeardOf(StreamResponse said)
        {
            var field = StreamResponse.Descriptor.Oneofs.Single().Accessor.GetCaseFieldDescriptor(said);
            var json = JsonDocument.Parse(Protobuf.Names.Format((IMessage)field.Accessor.GetValue(said))).RootElement;
            return Heard.Of(json, field.Name.Replace('_', '.')) with { Seq = said.Seq == 0 ? null : said.Seq };
        }
    }
}
