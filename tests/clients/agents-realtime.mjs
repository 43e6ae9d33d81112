// OpenAI's agents for JavaScript, by WebSocket.
import { readFile } from 'node:fs/promises';
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';
import { answer } from './call.mjs';

const chunk = 4800;

await answer({
  /** What the session's history says that its user said, once it says it; and the errors that its application would see. */
  async converse({ server, file, text }) {
    const session = new RealtimeSession(new RealtimeAgent({ name: 'Parley', instructions: 'Be brief.' }), {
      transport: new OpenAIRealtimeWebSocket({ url: `${server.replace(/^http/, 'ws')}/v1/realtime?model=gpt-realtime` }),
      config: { audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe', language: 'en' } } } },
      tracingDisabled: true,
    });
    const errors = [];
    const types = [];
    session.on('error', ({ error }) => errors.push(error?.error?.code ?? error?.error?.error?.code ?? error?.message ?? `${error}`));
    session.on('transport_event', ({ type }) => types.push(type));
    const heard = new Promise((resolve) => session.on('history_updated', (history) => {
      const said = history.flatMap(({ content }) => content ?? []).map(({ transcript }) => transcript).filter(Boolean);
      if (said.join(' ') === text) resolve(said);
    }));
    await session.connect({ apiKey: 'ek_any' });
    const audio = await readFile(file);
    for (let from = 0; from < audio.length; from += chunk) {
      const part = audio.subarray(from, from + chunk);
      session.sendAudio(part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength));
    }

    const said = await heard;
    session.close();
    return { said, errors, types };
  },
});
