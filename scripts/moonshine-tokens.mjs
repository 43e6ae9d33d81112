// Makes Moonshine's tokens.txt ("base64(token) id" a line) from the vocabulary in llama-tokenizer.js.
// usage: node moonshine-tokens.mjs llama-tokenizer.js tokens.txt
import { readFileSync, writeFileSync } from 'node:fs';

const VOCABULARY_SIZE = 32000;
const MODEL_SIZE = 32768;

const [source, target] = process.argv.slice(2);
const encoded = /llama_vocab_base64 = "([^"]+)"/.exec(readFileSync(source, 'utf8'))?.[1] ?? '';
const tokens = Buffer.from(encoded, 'base64').toString('utf8').split('\n');
if (tokens.length !== VOCABULARY_SIZE) {
  throw new Error(`${source} holds ${tokens.length} tokens, expected ${VOCABULARY_SIZE}`);
}

// <0xNN> stands for one byte that is no character by itself; the model's output is wider than the vocabulary.
const bytesOf = (token) =>
  /^<0x[0-9A-F]{2}>$/.test(token) ? Buffer.from(token.slice(3, 5), 'hex') : Buffer.from(token, 'utf8');
const lines = Array.from({ length: MODEL_SIZE }, (_, id) =>
  `${bytesOf(tokens[id] ?? `<extra_${id}>`).toString('base64')} ${id}\n`);
writeFileSync(target, lines.join(''));
