// LiveKit's agents with their OpenAI plugin, as a recogniser.
import { readFile } from 'node:fs/promises';
import { initializeLogger } from '@livekit/agents';
import { STT } from '@livekit/agents-plugin-openai';
import { AudioFrame } from '@livekit/rtc-node';
import { answer } from './call.mjs';

const rate = 24_000;
initializeLogger({ pretty: false, level: 'silent' });

async function frames(file) {
  const bytes = await readFile(file);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const found = [];
  for (let at = 0; at < samples.length; at += rate / 20) {
    const part = samples.slice(at, at + rate / 20);
    found.push(new AudioFrame(part, rate, 1, part.length));
  }

  return found;
}

await answer({
  /** A stream: the server finds the turns, or the client says where they end. */
  async stream({ server, file, turns = 1, options }) {
    const recognizer = new STT({ apiKey: 'sk-any', baseURL: `${server}/v1`, model: 'gpt-4o-transcribe', language: 'en', useRealtime: true, ...options });
    const stream = recognizer.stream();
    for (const frame of await frames(file)) stream.pushFrame(frame);
    stream.flush();
    const events = [];
    for await (const { type, alternatives } of stream) {
      events.push({ type, text: alternatives?.[0]?.text ?? null });
      if (events.filter((event) => event.type === 2).length === turns) break;
    }

    stream.close();
    return events;
  },

  /** One recording in one request. */
  async recognize({ server, file }) {
    const recognizer = new STT({ apiKey: 'sk-any', baseURL: `${server}/v1`, model: 'whisper-1', language: 'en', useRealtime: false });
    const { alternatives } = await recognizer.recognize(await frames(file));
    return alternatives[0].text;
  },
});

// The native library behind it keeps the process alive.
process.exit(0);
