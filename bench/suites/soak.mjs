import { growthOf, lowWaterOf, MemoryWatch } from '../lib/memory.mjs';
import { FIRST_TOKEN_MS, TOKEN_MS, startModel } from '../lib/model.mjs';
import { startServer } from '../lib/parley.mjs';
import { readClips } from '../lib/speech.mjs';
import { talk } from '../lib/talker.mjs';

const CLIP_SECONDS = 6;
// Of a reply: it is over soon, and long enough to be spoken over.
const SENTENCES = 2;
// What the system and the collector breathe in and out.
const FLAT_SHARE = 0.03;
const FLAT_MEGABYTES = 5;
// Who answers no ping for so long is gone.
const GONE_MS = 5000;

export async function run(options, say) {
  const clips = readClips(options.speech).filter((clip) => clip.seconds <= CLIP_SECONDS);
  if (clips.length === 0) throw new Error(`No clip is shorter than ${CLIP_SECONDS} s.`);
  const model = await startModel(SENTENCES);
  const bench = 'Assistants:Catalog:bench';
  const set = [...options.set, 'Assistants:Default=bench', `${bench}:Kind=OpenAi`, `${bench}:BaseUrl=${model.url}`, `${bench}:Model=bench`];
  const server = await startServer({ ...options, set });
  const watch = new MemoryWatch(server, options.minutes, say);
  try {
    const what = { url: server.url, silenceMs: options.silenceMs, until: performance.now() + options.minutes * 60_000 };
    const talkers = await Promise.all(Array.from({ length: options.conversations }, (_, place) => talk(clips, place, what)));
    return report(options, talkers, await watch.stop(), model.requests.length);
  } finally {
    watch.end();
    model.stop();
    await server.stop();
  }
}

function report(options, talkers, readings, asked) {
  const sum = (name) => talkers.reduce((total, talker) => total + talker[name], 0);
  const complaints = talkers.flatMap((talker) => talker.complaints);
  const resident = growthOf(readings, 'megabytes');
  const [native, heap] = ['native', 'heap'].map((of) => lowWaterOf(readings, of));
  const late = Math.max(...talkers.map((talker) => talker.late));
  const flat = ({ early, growth }) => growth <= Math.max(FLAT_MEGABYTES, early * FLAT_SHARE);
  const lost = sum('unheard') + sum('unanswered') + sum('finalsMissing') + sum('repliesMissing') + sum('otherwise') + sum('samplesLost') + sum('skipped')
    + sum('holes') + complaints.length + talkers.filter(({ failure }) => failure).length;
  const row = (label, value, wanted = null) => ({ '': label, measured: value, wanted });
  const rows = [
    row('clips said', sum('said')),
    row('of them without a word recognised', sum('unheard'), 0),
    row('utterances found in them', sum('utterances')),
    row('finals', sum('finals')),
    row('utterances without a word', sum('wordless')),
    row('utterances without a final', sum('finalsMissing'), 0),
    row('replies', sum('replies')),
    row('of them said to their end', sum('completed')),
    row('of them interrupted by speech', sum('interrupted')),
    row('of them ended otherwise', sum('otherwise'), 0),
    row('finals without a reply', sum('repliesMissing') + sum('unanswered'), 0),
    row('samples sent and not committed', sum('samplesLost'), 0),
    row('events skipped', sum('skipped'), 0),
    row('audio of stopped replies, withheld', sum('withheld')),
    row('holes in the audio of replies', sum('holes'), 0),
    row('errors and notices', complaints.length, 0),
    row('connections that failed', talkers.filter(({ failure }) => failure).length, 0),
    row('resident: the minute after the warm-up, MB', resident.early),
    row('resident: the last minute, MB', resident.late),
    row('resident: growth, MB', resident.growth),
    row('resident: slope, MB a minute', resident.slope),
    ...[['not the collector\'s', native], ['managed heap', heap]].flatMap(([name, { early, late: later, growth }]) => [
      row(`${name}: least in the first half, MB`, early), row(`${name}: least in the second half, MB`, later), row(`${name}: growth, MB`, growth),
    ]),
    row('nothing lost', lost === 0 ? 'yes' : 'no', 'yes'),
    row('memory flat', flat(native) && flat(heap) ? 'yes' : 'no', 'yes'),
  ];
  return {
    rows,
    notes: [
      `${options.conversations} conversations at once for ${options.minutes} min, each in one session; ${options.silenceMs} ms silence; a model that takes ${FIRST_TOKEN_MS} ms to its`
      + ` first token and writes one every ${TOKEN_MS} ms, asked ${asked} times. Every third reply is spoken over.`,
      'Memory is read every 10 s; after the warm-up is the minute that follows the first two (a fifth of a shorter run). Flat: the managed heap, and what is'
      + ` resident and not the collector's, came down in the second half to what they were in the first, or to at most ${FLAT_MEGABYTES} MB or ${100 * FLAT_SHARE} % more, whichever is more.`
      + ' Resident memory as a whole goes up and down with what the collector leaves lying.',
      `The client's own frames left ${late.toFixed(0)} ms late at most${late < GONE_MS ? '' : ': it stood still for so long that a server takes it for gone'}.`,
      ...complaints.length > 0 ? [`Errors and notices: ${[...new Set(complaints)].join(', ')}.`] : [],
      ...talkers.flatMap(({ failure }) => (failure ? [failure] : [])),
    ],
    lost, resident, native, heap, talkers,
    tables: { conversations: talkers.map(({ complaints: said, ...talker }) => ({ ...talker, complaints: said.join(' ') })), memory: readings },
    charts: [{
      kind: 'lines', name: 'memory', title: `Memory, ${options.conversations} conversations`, x: 'minutes', y: 'MB',
      series: [['resident', 'megabytes'], ['not the collector\'s', 'native'], ['managed heap', 'heap']].map(([label, of]) => ({ label, points: readings.map((reading) => [reading.minutes, reading[of]]) })),
    }],
  };
}
