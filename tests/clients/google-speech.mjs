// Google's own client for its Cloud Speech-to-Text.
import speech from '@google-cloud/speech';
import grpc from '@grpc/grpc-js';
import { readFile } from 'node:fs/promises';
import { answer } from './call.mjs';

function connect(server) {
  const [host, port] = server.split(':');
  return new speech.v1.SpeechClient({ apiEndpoint: host, port: Number(port), sslCreds: grpc.credentials.createInsecure() });
}

await answer({
  async recognize({ server, file, config }) {
    const content = (await readFile(file)).toString('base64');
    const [{ results }] = await connect(server).recognize({ config, audio: { content } }, { retry: null });
    return results.map(({ alternatives: [{ transcript }] }) => transcript);
  },

  /** A recording as if it were spoken, in pieces. */
  async stream({ server, file, streaming, chunk = 4_000 }) {
    const stream = connect(server).streamingRecognize(streaming);
    const responses = [];
    const ended = new Promise((resolve, reject) => stream.on('data', (response) => responses.push(response)).on('end', resolve).on('error', reject));
    const audio = await readFile(file);
    for (let at = 0; at < audio.length; at += chunk) stream.write(audio.subarray(at, at + chunk));
    stream.end();
    await ended;
    return responses.map(({ results, speechEventType }) => ({
      event: speechEventType,
      results: results.map(({ alternatives: [{ transcript }], isFinal, stability }) => ({ transcript, isFinal, stability })),
    }));
  },
});
process.exit();
