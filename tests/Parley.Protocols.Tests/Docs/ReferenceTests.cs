using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Parley.Failures;
using Parley.Protocols.WebSockets;

namespace Parley.Protocols.Tests.Docs;

/// <summary>The tables of codes in <c>docs/protocol.md</c> and the code have the same codes.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    public void Every_error_code_stands_in_the_page_and_every_one_that_stands_there_exists() => Assert.Equal(
        Constants<string>(typeof(ErrorCodes)).Order(StringComparer.Ordinal),
        ProtocolPage.Column("code").Where(code => code.Length > 0 && char.IsLetter(code[0])).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_close_code_stands_in_the_page_and_every_one_that_stands_there_exists() => Assert.Equal(
        Constants<int>(typeof(CloseCodes)).Order(),
        ProtocolPage.Column("close code").Select(code => int.Parse(code, CultureInfo.InvariantCulture)).Order());

    [Fact]
    public void Every_close_code_that_the_page_mentions_is_one_there_is() => Assert.Empty(
        Mentioned().Matches(ProtocolPage.Text).Select(match => int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture))
            .Except(Constants<int>(typeof(CloseCodes))));

    private static IEnumerable<T> Constants<T>(Type codes) =>
        codes.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (T)field.GetRawConstantValue()!);

    [GeneratedRegex(@"close (?<code>[0-9]{4})\b", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Mentioned();
}
