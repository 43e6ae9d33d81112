using System.Net;

namespace Parley.Protocols.Tests.OpenAi;

/// <summary>Sends its first bytes, waits, and sends the rest.</summary>
internal sealed class HalvedContent(byte[] bytes, int first, Task proceed) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(bytes.AsMemory(0, first));
        await stream.FlushAsync();
        await proceed.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await stream.WriteAsync(bytes.AsMemory(first));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
