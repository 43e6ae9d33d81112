import { setTimeout as rest } from 'node:timers/promises';
import { startServer } from '../lib/parley.mjs';
import { endSession, openSession } from '../lib/session.mjs';
import { RATE, readClips, silence } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';
import { startTranslator, TRANSLATION_MS } from '../lib/translator.mjs';

const FRAME = RATE / 50;
const FRAME_MS = 20;
const PAUSE_SECONDS = 0.6;
// By then enough was said, or never will be.
const LONGEST_MS = 300_000;

export async function run(options, say) {
  const clips = readClips(options.speech);
  const translator = await startTranslator();
  const bench = 'Translators:Catalog:bench';
  const server = await startServer({ ...options, set: [...options.set, `${bench}:BaseUrl=${translator.url}`] });
  try {
    await listen(server.url, clips, { ...options, speakers: 1, finals: 1, calm: false });
    const rows = [];
    for (const calm of [false, true]) {
      const heard = await listen(server.url, clips, { ...options, calm });
      const translated = heard.flatMap(({ finals, translations }) => [...finals].flatMap(([utterance, { text, at }]) => {
        const told = translations.get(utterance);
        const own = told && translator.took(text, told);
        return own ? [{ added: told - at - own, own }] : [];
      }));
      const [added, own] = ['added', 'own'].map((name) => translated.map((one) => one[name]));
      const total = (count) => heard.reduce((sum, one) => sum + count(one), 0);
      const failed = total((one) => one.failed);
      say(`${calm ? 'calm' : 'usual'}: ${added.length} translations, ${failed} failed, ${total((one) => one.partials)} partials`);
      rows.push({
        '': calm ? 'calm' : 'usual',
        finals: total((one) => one.finals.size),
        'translated': total((one) => one.translations.size),
        failed,
        'translator, P50, ms': percentile(own, 0.5),
        'translator, P95, ms': percentile(own, 0.95),
        'added, P50, ms': percentile(added, 0.5),
        'added, P95, ms': percentile(added, 0.95),
        'added, most, ms': percentile(added, 1),
        partials: total((one) => one.partials),
        'stable words': total((one) => one.stable),
        'stable text taken back': total((one) => one.retracted),
      });
    }
    return {
      rows,
      notes: [
        `${options.speakers} at once speak until ${options.finals} finals were translated. A scripted LibreTranslate server takes ${TRANSLATION_MS} ms for a text; `
        + 'what it measured itself is the translator\'s. Added is what passes between transcript.final and translation.final at the client, less that. '
        + 'Server, translator and clients share the machine.',
      ],
    };
  } finally {
    translator.stop();
    await server.stop();
  }
}

/** Several speak at once, each in a session of its own and at the pace of speech, until enough of what they said was translated. */
async function listen(url, clips, { speakers, finals, silenceMs, calm }) {
  const until = performance.now() + LONGEST_MS;
  const heard = [];
  const enough = () => performance.now() > until || heard.reduce((sum, one) => sum + one.translations.size + one.failed, 0) >= finals;
  await Promise.all(Array.from({ length: speakers }, async (_, speaker) => {
    const turned = clips.map((_, clip) => clips[(clip + speaker) % clips.length]);
    const audio = Buffer.concat(turned.flatMap((clip) => [clip.audio, silence(PAUSE_SECONDS)]));
    const one = { finals: new Map(), translations: new Map(), failed: 0, partials: 0, stable: 0, retracted: 0 };
    heard.push(one);
    await speak(url, audio, { one, enough, silenceMs, calm, late: (speaker * audio.length) / (speakers * 2 * clips.length * RATE) });
  }));
  return heard;
}

/** @param late seconds after which it begins, so that not all come to the ends of their sentences together */
async function speak(url, audio, { one, enough, silenceMs, calm, late }) {
  await rest(1000 * late);
  const shown = new Map();
  const session = await openSession(url, { endpointing: { silence_ms: silenceMs }, translate: { targets: ['es'], translator: 'bench', calm } });
  session.onEvent = (event, at) => {
    const { type, utterance } = event;
    if (type === 'transcript.final') one.finals.set(utterance, { text: event.text, at });
    if (type === 'translation.failed') one.failed++;
    if (type === 'translation.partial') {
      one.partials++;
      if (!event.stable.startsWith(shown.get(utterance) ?? '')) one.retracted++;
      shown.set(utterance, event.stable);
    }
    if (type === 'translation.final') {
      one.translations.set(utterance, at);
      const stable = shown.get(utterance) ?? '';
      if (!event.text.startsWith(stable)) one.retracted++;
      one.stable += stable.split(' ').filter(Boolean).length;
    }
  };
  const begun = performance.now();
  for (let frame = 0; !enough(); frame++) {
    await rest(Math.max(0, begun + (frame + 1) * FRAME_MS - performance.now()));
    const from = (frame * 2 * FRAME) % (audio.length - 2 * FRAME);
    session.socket.send(audio.subarray(from - (from % 2), from - (from % 2) + 2 * FRAME));
  }
  await endSession(session);
}
