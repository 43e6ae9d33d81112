// OpenAI's own client for JavaScript.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import OpenAI, { toFile } from 'openai';
import { answer } from './call.mjs';

const at = (server) => new OpenAI({ apiKey: 'sk-any', baseURL: `${server}/v1` });

await answer({
  async models({ server }) {
    const found = [];
    for await (const model of at(server).models.list()) found.push(model);
    return found;
  },

  model: ({ server, name }) => at(server).models.retrieve(name),

  transcribe: ({ server, file, options }) =>
    at(server).audio.transcriptions.create({ model: 'whisper-1', ...options, file: createReadStream(file) }),

  async transcribeBuffer({ server, file, name, options }) {
    const bytes = await toFile(await readFile(file), name, { type: 'audio/wav' });
    return at(server).audio.transcriptions.create({ model: 'whisper-1', ...options, file: bytes });
  },

  translate: ({ server, file, options }) =>
    at(server).audio.translations.create({ model: 'whisper-1', ...options, file: createReadStream(file) }),

  async speak({ server, options }) {
    const spoken = await at(server).audio.speech.create({ model: 'tts-1', voice: 'nova', ...options });
    return { type: spoken.headers.get('content-type'), bytes: (await spoken.arrayBuffer()).byteLength };
  },

  async stream({ server, file, options }) {
    const stream = await at(server).audio.transcriptions.create(
      { model: 'gpt-4o-mini-transcribe', ...options, file: createReadStream(file), stream: true });
    const events = [];
    for await (const event of stream) events.push(event);
    return events;
  },
});
