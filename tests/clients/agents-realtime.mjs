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
      const said = history.filter(({ role }) => role === 'user').flatMap(({ content }) => content ?? []).map(({ transcript }) => transcript).filter(Boolean);
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

  /** A spoken turn and its answer; a written one, over whose answer somebody speaks; and what the session's history makes of it. */
  async talk({ server, file }) {
    const session = new RealtimeSession(new RealtimeAgent({ name: 'Parley', instructions: 'Be brief.' }), {
      transport: new OpenAIRealtimeWebSocket({ url: `${server.replace(/^http/, 'ws')}/v1/realtime?model=gpt-realtime` }),
      config: { audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe', language: 'en' } } } },
      tracingDisabled: true,
    });
    const errors = [];
    let bytes = 0;
    session.on('error', ({ error }) => errors.push(error?.error?.code ?? error?.error?.error?.code ?? error?.message ?? `${error}`));
    session.on('audio', ({ data }) => { bytes += data.byteLength; });
    const next = (type) => new Promise((resolve) => {
      const hear = (event) => { if (event.type === type) { session.off('transport_event', hear); resolve(event); } };
      session.on('transport_event', hear);
    });
    await session.connect({ apiKey: 'ek_any' });
    const audio = await readFile(file);
    const say = (from, to) => {
      for (let begin = from; begin < to; begin += chunk) {
        const part = audio.subarray(begin, Math.min(begin + chunk, to));
        session.sendAudio(part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength));
      }
    };

    const over = next('response.done');
    say(0, 96_000);
    const first = (await over).response.status;
    const spoken = bytes;

    const sounds = next('response.output_audio.delta');
    session.sendMessage('Who are you?');
    await sounds;
    const interrupted = new Promise((resolve) => session.on('audio_interrupted', resolve));
    const cancelled = next('response.done');
    const truncated = next('conversation.item.truncated');
    say(24_000, 48_000);
    await interrupted;
    const second = (await cancelled).response.status;
    const cut = await truncated;
    const history = session.history.map(({ role, content, status }) => ({ role, status, text: (content ?? []).map((part) => part.transcript ?? part.text ?? '').join(' ') }));
    session.close();
    return { first, second, spoken, cut: cut.audio_end_ms, history, errors };
  },
});
