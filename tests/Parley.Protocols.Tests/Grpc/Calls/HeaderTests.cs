using FsCheck;
using FsCheck.Fluent;
using Parley.Protocols.Grpc.Calls;

namespace Parley.Protocols.Tests.Grpc.Calls;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("1H", 3_600_000_000)]
    [InlineData("2M", 120_000_000)]
    [InlineData("3S", 3_000_000)]
    [InlineData("00000004m", 4_000)]
    [InlineData("5u", 5)]
    [InlineData("6000n", 6)]
    [InlineData("99999999H", 359_999_996_400_000_000)]
    public void A_timeout_is_a_number_and_a_unit(string text, long microseconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(TimeSpan.FromMicroseconds(microseconds), timeout);
    }

    [Fact]
    public void A_timeout_shorter_than_any_clock_ticks_is_not_no_time_at_all()
    {
        Assert.True(GrpcTimeout.TryParse("1n", out var timeout));
        Assert.Equal(TimeSpan.FromTicks(1), timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("10")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    [InlineData("１S")]
    public void Anything_else_is_no_timeout(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData("plain words, as they are.", "plain words, as they are.")]
    [InlineData("100%", "100%25")]
    [InlineData("line\nbreak", "line%0Abreak")]
    [InlineData("早安", "%E6%97%A9%E5%AE%89")]
    public void A_status_message_travels_as_printable_ASCII(string text, string encoded) => Assert.Equal(encoded, PercentText.Encode(text));

    [Fact]
    public void Any_status_message_comes_back_as_it_was() => Prop.ForAll<string?>(text =>
    {
        var said = string.Concat((text ?? "").EnumerateRunes());
        var encoded = PercentText.Encode(said);
        return encoded.All(letter => letter is >= ' ' and <= '~') && Uri.UnescapeDataString(encoded).Equals(said, StringComparison.Ordinal);
    }).QuickCheckThrowOnFailure();
}
