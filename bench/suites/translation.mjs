import { setTimeout as rest } from 'node:timers/promises';
import { startServer } from '../lib/parley.mjs';
import { endSession, openSession } from '../lib/session.mjs';
import { RATE, readClips, silence } from '../lib/speech.mjs';
import { percentile } from '../lib/statistics.mjs';
import { startTranslator, TRANSLATION_MS } from '../lib/translator.mjs';

const FRAME = RATE / 50;
const FRAME_MS = 20;
const PAUSE_SECONDS = 1;

export async function run(options, say) {
  const clips = readClips(options.speech);
  const translator = await startTranslator();
  const bench = 'Translators:Catalog:bench';
  const server = await startServer({ ...options, set: [...options.set, `${bench}:BaseUrl=${translator.url}`] });
  try {
    await listen(server.url, clips, { ...options, seconds: 5, calm: false });
    const rows = [];
    for (const calm of [false, true]) {
      const heard = await listen(server.url, clips, { ...options, calm });
      const added = [...heard.finals].flatMap(([utterance, { text, at }]) => {
        const told = heard.translations.get(utterance);
        return told && translator.took.has(text) ? [told - at - translator.took.get(text)] : [];
      });
      say(`${calm ? 'calm' : 'usual'}: ${added.length} translations, ${heard.failed} failed, ${heard.partials} partials`);
      rows.push({
        '': calm ? 'calm' : 'usual',
        finals: heard.finals.size,
        'translated': heard.translations.size,
        'added, P50, ms': percentile(added, 0.5),
        'added, P95, ms': percentile(added, 0.95),
        'added, most, ms': percentile(added, 1),
        partials: heard.partials,
        'stable words': heard.stable,
        'stable text taken back': heard.retracted,
      });
    }
    return {
      rows,
      notes: [
        `A scripted LibreTranslate server takes ${TRANSLATION_MS} ms for a text. Added is what passes between transcript.final and translation.final`
        + ' at the client, less what that server itself needed for the text.',
      ],
    };
  } finally {
    translator.stop();
    await server.stop();
  }
}

/** Somebody speaks for so long, at the pace of speech, and is translated. */
async function listen(url, clips, { seconds, silenceMs, calm }) {
  const audio = Buffer.concat(clips.flatMap((clip) => [clip.audio, silence(PAUSE_SECONDS)]));
  const heard = { finals: new Map(), translations: new Map(), failed: 0, partials: 0, stable: 0, retracted: 0 };
  const shown = new Map();
  const session = await openSession(url, { endpointing: { silence_ms: silenceMs }, translate: { targets: ['es'], translator: 'bench', calm } });
  session.onEvent = (event, at) => {
    const { type, utterance } = event;
    if (type === 'transcript.final') heard.finals.set(utterance, { text: event.text, at });
    if (type === 'translation.failed') heard.failed++;
    if (type === 'translation.partial') {
      heard.partials++;
      if (!event.stable.startsWith(shown.get(utterance) ?? '')) heard.retracted++;
      shown.set(utterance, event.stable);
    }
    if (type === 'translation.final') {
      heard.translations.set(utterance, at);
      const stable = shown.get(utterance) ?? '';
      if (!event.text.startsWith(stable)) heard.retracted++;
      heard.stable += stable.split(' ').filter(Boolean).length;
    }
  };
  const begun = performance.now();
  for (let frame = 0; frame < seconds * 50; frame++) {
    await rest(Math.max(0, begun + (frame + 1) * FRAME_MS - performance.now()));
    const from = (frame * 2 * FRAME) % (audio.length - 2 * FRAME);
    session.socket.send(audio.subarray(from - (from % 2), from - (from % 2) + 2 * FRAME));
  }
  await endSession(session);
  return heard;
}
