// OpenAI's own client for JavaScript, over its realtime WebSockets; they are always under TLS (NODE_EXTRA_CA_CERTS names whom to trust).
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import OpenAI from 'openai';
import { OpenAIRealtimeWS as BetaWS } from 'openai/beta/realtime/ws';
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { WebSocket } from 'ws';
import { answer } from './call.mjs';

const at = (server) => new OpenAI({ apiKey: 'sk-any', baseURL: `${server}/v1`, dangerouslyAllowBrowser: true });
const chunk = 4800;

/** Sends what it is given, and collects events until as many turns were transcribed, or an error came. */
async function converse(realtime, { file, turns = 1, update, more = [] }) {
  const events = [];
  const done = new Promise((resolve) => {
    const left = () => events.filter(({ type }) => type.endsWith('transcription.completed')).length < turns;
    realtime.on('event', (event) => { events.push(event); if (!left()) resolve(); });
    realtime.on('error', (error) => { events.push({ type: 'error', error: error.error ?? { message: error.message } }); resolve(); });
  });
  if (update) realtime.send(update);
  if (file) {
    const audio = await readFile(file);
    for (let from = 0; from < audio.length; from += chunk) {
      realtime.send({ type: 'input_audio_buffer.append', audio: audio.subarray(from, from + chunk).toString('base64') });
    }
  }

  for (const event of more) realtime.send(event);
  await done;
  realtime.close();
  return events;
}

await answer({
  async transcribe({ server, ...rest }) {
    const realtime = new OpenAIRealtimeWS({ intent: 'transcription' }, at(server));
    await once(realtime.socket, 'open');
    return converse(realtime, rest);
  },

  async converse({ server, ...rest }) {
    const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime' }, at(server));
    await once(realtime.socket, 'open');
    return converse(realtime, rest);
  },

  /** A spoken turn and its response; then another response, over which somebody speaks, cut to what was played of it. */
  async talk({ server, file }) {
    const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime' }, at(server));
    await once(realtime.socket, 'open');
    const events = [];
    const errors = [];
    const waiting = [];
    realtime.on('error', (error) => errors.push(error.error ?? { message: error.message }));
    realtime.on('event', (event) => {
      events.push(event);
      for (const one of waiting.filter(({ type }) => type === event.type)) {
        waiting.splice(waiting.indexOf(one), 1);
        one.resolve(event);
      }
    });
    const next = (type) => new Promise((resolve) => { waiting.push({ type, resolve }); });
    const audio = await readFile(file);
    const say = (from, to) => {
      for (let begin = from; begin < to; begin += chunk) {
        realtime.send({ type: 'input_audio_buffer.append', audio: audio.subarray(begin, Math.min(begin + chunk, to)).toString('base64') });
      }
    };

    realtime.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Be brief.', audio: { output: { voice: 'alloy' } } } });
    const over = next('response.done');
    say(0, 48_000 * 2);
    const { response: first } = await over;
    const heard = events.find(({ type }) => type.endsWith('transcription.completed')).transcript;
    const bytes = events.filter(({ type }) => type === 'response.output_audio.delta').reduce((sum, { delta }) => sum + Buffer.from(delta, 'base64').length, 0);
    const { transcript } = events.find(({ type }) => type === 'response.output_audio_transcript.done');

    realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Who are you?' }] } });
    realtime.send({ type: 'response.create' });
    await next('response.output_audio.delta');
    const cancelled = next('response.done');
    say(24_000, 48_000);
    const { response: second } = await cancelled;
    const truncated = next('conversation.item.truncated');
    realtime.send({ type: 'conversation.item.truncate', item_id: second.output[0].id, content_index: 0, audio_end_ms: 50 });
    const cut = await truncated;
    realtime.close();
    return { first, heard, transcript, bytes, second, cut, errors };
  },

  /** As a page would: its key goes into the sub-protocol. */
  async browser({ server, ...rest }) {
    globalThis.WebSocket = WebSocket;
    const realtime = new OpenAIRealtimeWebSocket({ model: 'gpt-realtime', dangerouslyAllowBrowser: true }, at(server));
    await new Promise((resolve, reject) => {
      realtime.socket.addEventListener('open', resolve);
      realtime.socket.addEventListener('error', reject);
    });
    return converse(realtime, rest);
  },

  /** A page's server asks for a key, and the page connects with it. */
  async ephemeral({ server, session, ...rest }) {
    const secret = await at(server).realtime.clientSecrets.create({ expires_after: { anchor: 'created_at', seconds: 600 }, session });
    const page = new OpenAI({ apiKey: secret.value, baseURL: `${server}/v1` });
    const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime' }, page);
    await once(realtime.socket, 'open');
    return { secret, events: await converse(realtime, rest) };
  },

  /** The same as the beta had it. */
  async ephemeralBeta({ server }) {
    const { sessions, transcriptionSessions } = at(server).beta.realtime;
    return {
      conversation: await sessions.create({ model: 'gpt-4o-realtime-preview', modalities: ['text'] }),
      transcription: await transcriptionSessions.create({ input_audio_format: 'pcm16', input_audio_transcription: { model: 'gpt-4o-transcribe' } }),
    };
  },

  async beta({ server, ...rest }) {
    const realtime = new BetaWS({ model: 'gpt-4o-realtime-preview' }, at(server));
    await once(realtime.socket, 'open');
    return converse(realtime, rest);
  },
});
