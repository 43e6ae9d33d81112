// A LibreTranslate server that is none: each text takes a tenth of a second, and its end turns its words round.
import { createServer } from 'node:http';
import { setTimeout as rest } from 'node:timers/promises';

export const TRANSLATION_MS = 100;

/**
 * @returns {Promise<{url: string, took: (text: string, before: number) => number | undefined, stop: () => void}>} took: what the server itself needed
 * for a text, in milliseconds, the last time that it answered it before a moment
 */
export async function startTranslator() {
  const answered = new Map();
  const translator = { took: (text, before) => answered.get(text)?.findLast(({ at }) => at <= before)?.took };
  const server = createServer(async (request, response) => {
    const begun = performance.now();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    let answer = [{ code: 'en' }, { code: 'es' }];
    if (request.url.endsWith('/translate')) {
      const { q } = JSON.parse(Buffer.concat(chunks));
      await rest(TRANSLATION_MS);
      answer = { translatedText: turnRound(q) };
      response.once('finish', () => {
        const at = performance.now();
        if (!answered.has(q)) answered.set(q, []);
        answered.get(q).push({ at, took: at - begun });
      });
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  translator.url = `http://127.0.0.1:${server.address().port}`;
  translator.stop = () => { server.closeAllConnections(); server.close(); };
  return translator;
}

/** The last word comes before the one before it, as verbs do in some languages: what was last is not for long. */
function turnRound(text) {
  const words = text.split(' ').map((word) => `${word}o`);
  return words.length < 2 ? words.join(' ') : [...words.slice(0, -2), words.at(-1), words.at(-2)].join(' ');
}
