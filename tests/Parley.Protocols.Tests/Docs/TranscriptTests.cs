namespace Parley.Protocols.Tests.Docs;

/// <summary>The transcripts in <c>docs/protocol.md</c> happen as they stand there: real server, real sockets, scripted engine.</summary>
public sealed class TranscriptTests
{
    public static TheoryData<int> Transcripts => [.. Enumerable.Range(1, ProtocolPage.Transcripts.Count)];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task A_transcript_in_the_protocols_page_is_what_happens(int number)
    {
        await using var server = await TestServer.StartAsync(model: "moonshine-base");
        using var replay = new TranscriptReplay(server);

        foreach (var line in ProtocolPage.Transcripts[number - 1])
        {
            try
            {
                await replay.PlayAsync(TranscriptLine.Parse(line));
            }
            catch (Exception differs)
            {
                throw new InvalidOperationException($"Transcript {number}, at the line: {line}", differs);
            }
        }
    }

    [Fact]
    public void There_is_a_transcript_of_speaking_and_one_of_following() => Assert.True(ProtocolPage.Transcripts.Count >= 2);
}
