using System.Reflection;
using System.Text.Json.Serialization;
using Parley.Events;
using Parley.Failures;
using Parley.Protocols.Grpc.Calls;
using Parley.Protocols.Grpc.Speech;
using Parley.V1;

namespace Parley.Protocols.Tests.Grpc.Speech;

/// <summary>What the other protocols can say, gRPC can say.</summary>
public sealed class CompletenessTests
{
    public static TheoryData<string> Codes => [.. typeof(ErrorCodes).GetFields().Select(code => (string)code.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_has_its_status(string code) =>
        Assert.NotEqual(GrpcCode.Unknown, SpeechStatus.CodeOf(new ParleyError(code, "For a person.")));

    public static TheoryData<string> Events =>
        [.. typeof(SessionEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(type => (string)type.TypeDiscriminator!)];

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_event_has_its_message(string type) => Assert.Contains(
        type.Replace('.', '_'), StreamResponse.Descriptor.Oneofs.Single(one => one.Name is "event").Fields.Select(field => field.Name));
}
