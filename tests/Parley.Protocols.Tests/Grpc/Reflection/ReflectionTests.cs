using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Parley.Protocols.Grpc.Calls;

namespace Parley.Protocols.Tests.Grpc.Reflection;

public sealed class ReflectionTests
{
    public static TheoryData<string> Versions => ["v1", "v1alpha"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_service_is_listed(string version)
    {
        await using var server = await TestServer.StartAsync();

        var listed = await AskAsync(server, new() { ListServices = "*" }, version);

        var names = listed.ListServicesResponse.Service.Select(service => service.Name).ToArray();
        Assert.Contains("parley.v1.Speech", names);
        Assert.Contains("grpc.health.v1.Health", names);
        Assert.Contains("grpc.reflection.v1.ServerReflection", names);
        Assert.Contains("grpc.reflection.v1alpha.ServerReflection", names);
    }

    [Theory]
    [InlineData("parley.v1.Speech")]
    [InlineData("parley.v1.Speech.Stream")]
    [InlineData("parley.v1.StreamRequest")]
    [InlineData("parley.v1.StreamRequest.audio")]
    public async Task A_symbol_leads_to_its_file(string symbol)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await AskAsync(server, new() { Host = "here", FileContainingSymbol = symbol });

        Assert.Equal("parley/v1/speech.proto", Assert.Single(Files(answer)).Name);
        Assert.Equal(("here", symbol), (answer.ValidHost, answer.OriginalRequest.FileContainingSymbol));
    }

    [Fact]
    public async Task Every_service_can_be_built_from_what_is_told_about_it()
    {
        await using var server = await TestServer.StartAsync();
        var listed = await AskAsync(server, new() { ListServices = "*" });

        foreach (var service in listed.ListServicesResponse.Service)
        {
            var answer = await AskAsync(server, new() { FileContainingSymbol = service.Name });

            // Dependencies first, as building asks for.
            var files = FileDescriptor.BuildFromByteStrings(Ordered(answer));
            Assert.Contains(files.SelectMany(file => file.Services), one => one.FullName.Equals(service.Name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_file_is_found_by_its_name()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal("grpc/health/v1/health.proto", Files(await AskAsync(server, new() { FileByFilename = "grpc/health/v1/health.proto" })).First().Name);
    }

    [Fact]
    public async Task What_is_not_there_is_an_answer_and_the_call_goes_on()
    {
        await using var server = await TestServer.StartAsync();
        using var call = OpenCall.Start(server, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
        ServerReflectionRequest[] asked =
        [
            new() { FileContainingSymbol = "nobody" },
            new() { FileByFilename = "nothing.proto" },
            new() { FileContainingExtension = new() { ContainingType = "parley.v1.Audio", ExtensionNumber = 7 } },
            new() { AllExtensionNumbersOfType = "nobody" },
        ];
        foreach (var request in asked)
        {
            await call.SendAsync(request);
            Assert.Equal((int)GrpcCode.NotFound, (await call.NextAsync<ServerReflectionResponse>())!.ErrorResponse.ErrorCode);
        }

        await call.SendAsync(new ServerReflectionRequest());
        Assert.Equal((int)GrpcCode.InvalidArgument, (await call.NextAsync<ServerReflectionResponse>())!.ErrorResponse.ErrorCode);
        call.Complete();
        Assert.Equal(GrpcCode.Ok, (await call.EndAsync()).Code);
    }

    private static async Task<ServerReflectionResponse> AskAsync(TestServer server, ServerReflectionRequest request, string version = "v1")
    {
        var (answer, end) = await OpenCall.UnaryAsync<ServerReflectionResponse>(
            server, $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo", request);
        Assert.Equal(GrpcCode.Ok, end.Code);
        return answer!;
    }

    private static FileDescriptorProto[] Files(ServerReflectionResponse answer) =>
        [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))];

    private static List<Google.Protobuf.ByteString> Ordered(ServerReflectionResponse answer)
    {
        var left = answer.FileDescriptorResponse.FileDescriptorProto.Select(bytes => (bytes, file: FileDescriptorProto.Parser.ParseFrom(bytes))).ToList();
        var ordered = new List<Google.Protobuf.ByteString>();
        while (left.Count > 0)
        {
            var next = left.First(one => one.file.Dependency.All(needed => left.TrueForAll(other => !other.file.Name.Equals(needed, StringComparison.Ordinal))));
            ordered.Add(next.bytes);
            left.Remove(next);
        }

        return ordered;
    }
}
