using Parley.Audio.Native;

namespace Parley.Audio.Tests.Native;

public sealed class NativeLibraryMissingExceptionTests
{
    [Fact]
    public void It_says_what_is_missing_and_what_to_install() =>
        Assert.Equal(
            "libopus.so.0 cannot be loaded; install the Debian package libopus0 (apt-get install libopus0).",
            new NativeLibraryMissingException("libopus.so.0", "libopus0").Message);
}
