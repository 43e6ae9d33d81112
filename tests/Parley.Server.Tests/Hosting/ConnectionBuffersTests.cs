namespace Parley.Server.Hosting;

public sealed class ConnectionBuffersTests
{
    [Fact]
    public void A_block_holds_many_frames_of_audio()
    {
        using var pool = new ConnectionBuffers().Create();
        using var block = pool.Rent();
        Assert.Equal(pool.MaxBufferSize, block.Memory.Length);
        Assert.True(block.Memory.Length >= 50 * 640);
    }

    [Fact]
    public void More_than_a_block_is_refused()
    {
        using var pool = new ConnectionBuffers().Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
    }

    [Fact]
    public void A_block_given_back_twice_is_given_back_once()
    {
        using var pool = new ConnectionBuffers().Create();
        var block = pool.Rent();
        block.Dispose();
        block.Dispose();
        using var first = pool.Rent();
        using var second = pool.Rent();
        Assert.False(first.Memory.Span.Overlaps(second.Memory.Span));
    }
}
