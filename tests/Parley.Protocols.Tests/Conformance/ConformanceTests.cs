using Parley.Protocols.Tests.Conformance.Drivers;

namespace Parley.Protocols.Tests.Conformance;

public sealed class WebSocketConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new WebSocketDriver());

    internal override SpeechDriver Driver { get; } = new WebSocketDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class SocketIoConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new SocketIoDriver());

    internal override SpeechDriver Driver { get; } = new SocketIoDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class PlainPageConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new PlainPageDriver());

    internal override SpeechDriver Driver { get; } = new PlainPageDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class HttpConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new HttpDriver());

    internal override SpeechDriver Driver { get; } = new HttpDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class GrpcConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new GrpcDriver());

    internal override SpeechDriver Driver { get; } = new GrpcDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class GoogleStreamConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new GoogleStreamDriver());

    internal override SpeechDriver Driver { get; } = new GoogleStreamDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class ChatConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new ChatDriver());

    internal override SpeechDriver Driver { get; } = new ChatDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class RealtimeConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new RealtimeDriver());

    internal override SpeechDriver Driver { get; } = new RealtimeDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class TranscriptionConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new TranscriptionDriver());

    internal override SpeechDriver Driver { get; } = new TranscriptionDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class RecognizeConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new RecognizeDriver());

    internal override SpeechDriver Driver { get; } = new RecognizeDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}

public sealed class GoogleRecognizeConformanceTests : SpeechProtocolConformance
{
    public static TheoryData<string> Features => Carried(new GoogleRecognizeDriver());

    internal override SpeechDriver Driver { get; } = new GoogleRecognizeDriver();

    [Theory]
    [MemberData(nameof(Features))]
    public Task It_carries(string feature) => PlayAsync(feature);
}
