// LiveKit's agents with their OpenAI plugin: as a recogniser, and as a realtime model that talks.
import { readFile } from 'node:fs/promises';
import { initializeLogger, llm } from '@livekit/agents';
import { realtime, STT } from '@livekit/agents-plugin-openai';
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

/** All of a generation: its text, and how much audio. */
async function listen({ messageStream, userInitiated }) {
  for await (const { messageId, textStream, audioStream, modalities } of messageStream) {
    const written = (async () => {
      let text = '';
      for await (const delta of textStream) text += delta;
      return text;
    })();
    let samples = 0;
    for await (const frame of audioStream) samples += frame.samplesPerChannel;
    return { messageId, userInitiated, samples, text: await written, modalities: await modalities };
  }

  return null;
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

  /**
   * A spoken turn and its answer; a reply that is asked for, over which somebody speaks, cut to what was played of it, and the first one cut after it;
   * and what the session's context makes of it all.
   */
  async talk({ server, file, tools }) {
    const model = new realtime.RealtimeModel({ apiKey: 'sk-any', baseURL: `${server}/v1`, voice: 'alloy' });
    const session = model.session();
    const [errors, types, said, spoke] = [[], [], [], []];
    session.on('error', ({ error }) => errors.push(error.body?.code ?? error.message));
    session.on('openai_server_event_received', ({ type }) => types.push(type));
    session.on('input_audio_transcription_completed', ({ transcript, isFinal }) => { if (isFinal) said.push(transcript); });
    session.on('input_speech_started', () => spoke.push('started'));
    session.on('input_speech_stopped', () => spoke.push('stopped'));
    const next = (type) => new Promise((resolve) => {
      const hear = (event) => { if (event.type === type) { session.off('openai_server_event_received', hear); resolve(event); } };
      session.on('openai_server_event_received', hear);
    });
    const begun = () => new Promise((resolve) => { session.once('generation_created', resolve); });
    const audio = await frames(file);
    const say = (from, to) => { for (const frame of audio.slice(from * 20, to * 20)) session.pushAudio(frame); };

    await session.updateInstructions('Be brief.');
    const context = llm.ChatContext.empty();
    context.addMessage({ role: 'user', content: 'My name is Ada.' });
    context.addMessage({ role: 'assistant', content: 'Hello Ada.' });
    await session.updateChatCtx(context);
    const remembered = session.chatCtx.items.map(({ role, textContent }) => `${role}: ${textContent}`);
    if (tools) {
      const refused = next('error');
      await session.updateTools(new llm.ToolContext([llm.tool({ name: 'clock', description: 'Tells the time.', execute: async () => 'noon' })]));
      await refused;
    }

    const generated = begun();
    say(0, 2);
    const first = await listen(await generated);

    const ask = session.generateReply('Say who you are.');
    const second = listen(await ask);
    await next('response.output_audio.delta');
    const cancelled = next('response.done');
    say(0.5, 1);
    const { response } = await cancelled;
    const interrupted = await second;
    const cuts = [];
    for (const [messageId, audioEndMs] of [[interrupted.messageId, 50], [first.messageId, 60]]) {
      const truncated = next('conversation.item.truncated');
      await session.truncate({ messageId, audioEndMs, modalities: ['audio', 'text'] });
      cuts.push((await truncated).audio_end_ms);
    }
    const deleted = session.chatCtx.copy();
    deleted.items = deleted.items.filter(({ id }) => id !== first.messageId);
    await session.updateChatCtx(deleted);
    await session.interrupt();
    const items = session.chatCtx.items.map(({ role, textContent }) => ({ role, text: textContent ?? null }));
    await session.close();
    return { remembered, said, spoke, first, status: response.status, reason: response.status_details.reason, interrupted, cuts, items, errors, types };
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
