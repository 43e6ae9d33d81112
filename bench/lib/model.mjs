// A language model that is none: half a second to the first token, twenty tokens a second, the same answer to everybody.
import { createServer } from 'node:http';
import { setTimeout as rest } from 'node:timers/promises';

export const FIRST_TOKEN_MS = 500;
export const TOKEN_MS = 50;

// The first sentence has six tokens and ends before the seventh; the rest is long enough to be interrupted.
export const SENTENCES = [
  'That is a very good question.',
  'Let me think about it for a while, because there is a lot to say.',
  'It begins with the weather, and it ends with the sea.',
  'Between them lie the hills and the rivers, and people who walk along them every day.',
  'Some of them sing, and some of them do not.',
];
const FIRST_TOKENS = 6;

/**
 * @param sentences how many of them it says
 * @returns {Promise<{url: string, requests: {asked: number, sentence: number | null}[], stop: () => void}>} when each request came, and when the token
 *          was written that shows that the first sentence is over
 */
export async function startModel(sentences = SENTENCES.length) {
  const tokens = SENTENCES.slice(0, sentences).join(' ').match(/ ?[^ ]+/g);
  const model = { requests: [] };
  const server = createServer(async (request, response) => {
    request.resume();
    const asked = { asked: performance.now(), sentence: null };
    model.requests.push(asked);
    let gone = false;
    response.on('close', () => { gone = true; });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    const begun = performance.now();
    for (let index = 0; index < tokens.length && !gone; index++) {
      await rest(Math.max(0, begun + FIRST_TOKEN_MS + index * TOKEN_MS - performance.now()));
      response.write(event({ content: tokens[index] }, null));
      if (index === FIRST_TOKENS) asked.sentence = performance.now();
    }
    response.end(`${event({}, 'stop')}data: [DONE]\n\n`);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  model.url = `http://127.0.0.1:${server.address().port}/v1`;
  model.stop = () => { server.closeAllConnections(); server.close(); };
  return model;
}

const event = (delta, reason) => `data: ${JSON.stringify({
  id: 'bench', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [{ index: 0, delta, finish_reason: reason }],
})}\n\n`;
