using System.Text.RegularExpressions;
using Parley.Failures;
using Parley.Protocols.Grpc.Speech;

namespace Parley.Protocols.Tests.Docs;

/// <summary>The table of status codes in <c>docs/grpc.md</c> is the one in the code.</summary>
public sealed partial class GrpcPageTests
{
    public static TheoryData<string> Codes => [.. typeof(ErrorCodes).GetFields().Select(code => (string)code.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_code_stands_beside_its_status(string code)
    {
        var rows = ProtocolPage.Read("grpc.md").Split('\n');
        var status = Hump().Replace($"{SpeechStatus.CodeOf(new ParleyError(code, "For a person."))}", "_$0").ToUpperInvariant();

        Assert.Contains(rows, row => row.StartsWith($"| `{status}` |", StringComparison.Ordinal) && row.Contains($"`{code}`", StringComparison.Ordinal));
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]", RegexOptions.None, 1_000)]
    private static partial Regex Hump();
}
