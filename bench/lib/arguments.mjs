// The command line of the bench: one table says what each option is; each suite names those it takes.
import { parseArgs } from 'node:util';
import { SUITES } from './suites.mjs';

const OPTIONS = {
  speech: { text: 'FILE|FOLDER', help: 'audio files, a folder of them, or a list whose first column is a path; default: Debian\'s pocketsphinx-testdata' },
  model: { text: 'NAME', help: 'the model', initial: 'moonshine-base' },
  minutes: { number: [0.05, 600], help: 'length of the recording, or of the conversations', initial: 10 },
  rounds: { number: [1, 50], whole: true, help: 'how often A and B are measured in turn', initial: 5 },
  'no-peer': { flag: true, help: 'only Parley' },
  cycles: { number: [1, 1_000_000], whole: true, help: 'connections, after as many to warm up', initial: 1000 },
  at: { number: [1, 100], whole: true, help: 'connections at once', initial: 8 },
  settle: { number: [0, 600], help: 'seconds of rest before memory is read', initial: 10 },
  speakers: { number: [1, 100], whole: true, help: 'speakers at once', initial: 4 },
  finals: { number: [1, 10_000], whole: true, help: 'finals to be translated, in each way', initial: 200 },
  connections: { number: [0, 10_000], whole: true, help: 'silent connections', initial: 196 },
  sessions: { number: [1, 20_000], whole: true, help: 'sessions that lose their connection at once', initial: 2000 },
  idle: { number: [10, 50_000], whole: true, help: 'silent connections to weigh', initial: 5000 },
  messages: { number: [1600, 100_000_000], whole: true, help: 'messages to send', initial: 400_000 },
  requests: { number: [32, 100_000_000], whole: true, help: 'requests for each file', initial: 100_000 },
  frames: { number: [1, 1_000_000_000], whole: true, help: 'frames for each protocol', initial: 1_000_000 },
  protocol: { text: 'NAME', help: 'websocket, socketio, http or grpc; default: each' },
  tls: { flag: true, help: 'over TLS, HTTP/1.1 and HTTP/2, and what breaks TLS itself' },
  seed: { number: [0, 2_147_483_647], whole: true, help: 'the seed of an earlier run, for the same frames; default: a new one' },
  seconds: { number: [1, 3600], help: 'how long each speaker speaks', initial: 60 },
  conversations: { number: [1, 100], whole: true, help: 'conversations at once', initial: 8 },
  turns: { number: [1, 10_000], whole: true, help: 'spoken turns, each interrupted', initial: 20 },
  fault: { text: 'NAME', help: 'kills, freeze or rolling', initial: 'kills' },
  freeze: { number: [1, 110], help: 'seconds for which a server stands still', initial: 30 },
  kills: { number: [1, 10_000], whole: true, help: 'servers to kill', initial: 20 },
  pace: { number: [0.5, 10], help: 'how much faster than in life is spoken', initial: 1 },
  most: { number: [1, 2000], whole: true, help: 'speakers that are enough', initial: 256 },
  partials: { text: 'NAME', help: 'with, without or both', initial: 'both' },
  'limit-ms': { number: [1, 600_000], help: 'how long after the end of speech a final may come, P95', initial: 600 },
  'silence-ms': { number: [100, 5000], whole: true, help: 'silence that closes an utterance', initial: 300 },
  set: { text: 'KEY=VALUE', many: true, help: 'a setting for Parley, as serve takes it; may be repeated' },
  json: { text: 'FILE', help: 'everything that was measured, as JSON' },
  out: { text: 'FOLDER', help: 'a report in Markdown with plots (SVG), and the tables and everything that was measured (CSV, JSON)' },
  program: { text: 'FILE', help: 'the program to measure; default: the installed one' },
};
const EVERYWHERE = ['speech', 'model', 'set', 'json', 'out', 'program'];

/** @returns {{help?: boolean, suites: string[], options: object, optionsOf: (suite: string) => object}} some defaults are a suite's own */
export function readArguments(words) {
  const { values, positionals } = parse(words);
  if (values.help) return { help: true, suites: [], options: {}, optionsOf: () => ({}) };
  for (const name of positionals) {
    if (!Object.hasOwn(SUITES, name)) throw new Error(`There is no suite '${name}'; there are ${Object.keys(SUITES).join(', ')}.`);
  }
  const usual = Object.keys(SUITES).filter((name) => !SUITES[name].apart);
  const chosen = positionals.length > 0 ? [...new Set(positionals)] : usual;
  const known = new Set([...EVERYWHERE, ...chosen.flatMap((name) => SUITES[name].takes)]);
  const options = {};
  for (const [name, option] of Object.entries(OPTIONS)) {
    const value = values[name];
    if (value !== undefined && !known.has(name)) throw new Error(`--${name} is not an option of ${chosen.join(', ')}.`);
    options[camel(name)] = value === undefined ? option.initial ?? (option.many ? [] : undefined) : read(name, option, value);
  }
  const optionsOf = (suite) => {
    const own = Object.entries(SUITES[suite].initial ?? {}).filter(([name]) => values[name] === undefined);
    return { ...options, ...Object.fromEntries(own.map(([name, value]) => [camel(name), value])) };
  };
  return { suites: chosen, options, optionsOf };
}

export function usage() {
  const row = (left, right) => `  ${left.padEnd(26)}${right}`;
  const option = (name) => {
    const { text, number, help, initial } = OPTIONS[name];
    const limits = number && initial !== undefined ? `; ${number[0]} to ${number[1]}, default ${initial}` : initial ? `; default ${initial}` : '';
    return row(`--${name}${text || number ? ` ${text ?? 'N'}` : ''}`, help + limits);
  };
  const apart = Object.keys(SUITES).filter((name) => SUITES[name].apart).join(', ').replace(/, ([^,]+)$/, ' and $1');
  return [`Usage: ./parley bench [SUITE…] [options]; without a suite: all but ${apart}`, '', 'Suites:',
    ...Object.entries(SUITES).flatMap(([name, suite]) => [row(name, suite.purpose), row('', `${suite.takes.map((each) => `--${each}`).join(' ')}${initials(suite)}`)]),
    '', 'Options:', ...Object.keys(OPTIONS).map(option)].join('\n');
}

const initials = ({ initial }) => (initial ? `; by default ${Object.entries(initial).map(([name, value]) => `--${name} ${value}`).join(' ')}` : '');

function parse(words) {
  const options = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { flag, many }] of Object.entries(OPTIONS)) options[name] = { type: flag ? 'boolean' : 'string', multiple: many ?? false };
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new Error(error.message.split('. ')[0] + '.');
  }
}

function read(name, { number, whole }, value) {
  if (!number) return value;
  const [least, most] = number;
  const given = value.trim() === '' ? NaN : Number(value);
  if (!(given >= least && given <= most) || (whole && !Number.isInteger(given))) {
    throw new Error(`--${name} is ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}, not '${value}'.`);
  }
  return given;
}

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
