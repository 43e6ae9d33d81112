using Parley.Testing;

namespace Parley.Server.Browser;

/// <summary>A page that speaks plain HTTP and reads with the browser's own EventSource.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EventSourceTests(Playwright playwright)
{
    /// <summary>Makes a session, speaks, reads until it has ended, and then until the browser has stopped asking.</summary>
    private const string Talk = """
        async (audio) => {
          const { session_id } = await (await fetch('/v1/sessions', { method: 'POST', body: '{"mode":"batch"}' })).json();
          const session = `/v1/sessions/${session_id}`;
          const events = new EventSource(`${session}/events`);
          const seen = [], texts = [];
          const closed = new Promise((resolve) => events.addEventListener('error', () => {
            if (events.readyState === EventSource.CLOSED) resolve();
          }));
          for (const type of ['session.started', 'speech.started', 'speech.ended', 'transcript.final', 'ack', 'usage', 'session.ended']) {
            events.addEventListener(type, ({ lastEventId, data }) => {
              seen.push(Number(lastEventId));
              if (type === 'transcript.final') texts.push(JSON.parse(data).text);
            });
          }
          const bytes = Uint8Array.from(atob(audio), (letter) => letter.charCodeAt(0));
          await fetch(`${session}/audio?position=0`, { method: 'POST', body: bytes });
          await fetch(session, { method: 'DELETE' });
          await closed;
          return { seen, texts };
        }
        """;

    [Fact]
    public async Task An_EventSource_reads_a_session_to_its_end_and_then_stops_asking()
    {
        await using var server = await PageServer.StartScriptedAsync();
        await using var visit = await Visit.OpenAsync(playwright, server.Address, Microphone.Absent);

        var heard = await visit.Page.EvaluateAsync<Heard>(
            Talk, Convert.ToBase64String(Spoken.S16Le(Spoken.Words("one two"), Spoken.Silence(1), Spoken.Words("three"), Spoken.Silence(1))));

        Assert.Equal(["one two", "three"], heard.Texts);
        Assert.Equal(Enumerable.Range(1, heard.Seen.Length), heard.Seen);
    }

    internal sealed class Heard
    {
        public int[] Seen { get; set; } = [];

        public string[] Texts { get; set; } = [];
    }
}
