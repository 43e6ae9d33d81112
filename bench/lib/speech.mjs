// Speech to measure with: clips as 16 kHz samples of 16 bits, and recordings of any length made of them.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';

export const RATE = 16_000;
const BYTES_PER_SECOND = 2 * RATE;
const PAUSE_SECONDS = 0.6;
const LONGEST_CLIP_BYTES = 600 * BYTES_PER_SECOND;

const DEBIAN = '/usr/share/pocketsphinx/test/data/librivox';
const AUDIO = new Set(['.wav', '.mp3', '.m4a', '.flac', '.ogg', '.opus', '.webm']);

/** @returns {{name: string, audio: Buffer, seconds: number}[]} */
export function readClips(source) {
  if (!source && !existsSync(DEBIAN)) {
    throw new Error('There is no speech to measure with. Install some (apt-get install -y pocketsphinx-testdata), or name your own: --speech FOLDER');
  }
  const paths = clipPaths(source ? resolve(source) : DEBIAN);
  if (paths.length === 0) throw new Error(`${source} holds no audio.`);
  return paths.map((path) => {
    const audio = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 's16le', '-ar', String(RATE), '-ac', '1', '-'],
      { maxBuffer: LONGEST_CLIP_BYTES });
    return { name: basename(path), audio, seconds: audio.length / BYTES_PER_SECOND };
  });
}

function clipPaths(source) {
  if (!existsSync(source)) throw new Error(`--speech: ${source} is not there.`);
  if (statSync(source).isDirectory()) {
    return readdirSync(source, { recursive: true }).filter(isAudio).sort().map((name) => join(source, name));
  }
  if (isAudio(source)) return [source];
  return readFileSync(source, 'utf8').split('\n').map((line) => line.split('\t')[0]).filter(isAudio).map((path) => resolve(dirname(source), path));
}

const isAudio = (path) => AUDIO.has(extname(path).toLowerCase());

/** Where speech begins and ends in a clip, samples, by its level: where an eighth of that of its loudest moments lasts, and twice that of its quietest. */
export function speechIn(audio) {
  const window = RATE / 100;
  const lasting = 3;
  const samples = new Int16Array(audio.buffer, audio.byteOffset, Math.floor(audio.length / 2));
  const levels = Array.from({ length: Math.floor(samples.length / window) }, (_, place) => {
    const part = samples.subarray(place * window, (place + 1) * window);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / window);
  });
  const sorted = [...levels].sort((a, b) => a - b);
  const [quiet, loud] = [0.03, 0.95].map((share) => sorted[Math.floor(levels.length * share)]);
  // A tone all the way has no quiet moment.
  const enough = Math.min(Math.max(loud / 8, 2 * quiet), loud / 2);
  const lasts = levels.map((_, place) => levels.slice(place, place + lasting).every((level) => level >= enough));
  return { from: Math.max(0, lasts.indexOf(true)) * window, to: Math.min(levels.length, Math.max(0, lasts.lastIndexOf(true)) + lasting) * window };
}

export const silence = (seconds) => Buffer.alloc(2 * Math.round(seconds * RATE));

/** Writes a WAV of the clips, over and over with a pause after each, exactly so long. */
export function writeRecording(path, clips, seconds) {
  const pause = silence(PAUSE_SECONDS);
  const bytes = 2 * Math.round(seconds * RATE);
  const file = openSync(path, 'w');
  try {
    writeSync(file, wavHeader(bytes));
    for (let left = bytes, next = 0; left > 0; next++) {
      for (const part of [clips[next % clips.length].audio, pause]) {
        left -= writeSync(file, part, 0, Math.min(part.length, left));
      }
    }
  } finally {
    closeSync(file);
  }
}

function wavHeader(bytes) {
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(BYTES_PER_SECOND, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}
