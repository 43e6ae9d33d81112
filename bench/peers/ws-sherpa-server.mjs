// What most would build instead: a WebSocket server on Node with `ws` and `sherpa-onnx-node`. One recogniser for everybody, a
// detector for each connection, decodes off the event loop. Parley's model, detector, thresholds, margins and interval of partials.
// usage: node ws-sherpa-server.mjs MODELS-FOLDER MODEL THREADS      with UV_THREADPOOL_SIZE=THREADS
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { DecodeQueue } from './listening/decode-queue.mjs';
import { Listener, RATE } from './listening/listener.mjs';

const sherpa = createRequire(import.meta.url)('sherpa-onnx-node');
const [models, model, threads] = process.argv.slice(2);

const recognizer = new sherpa.OfflineRecognizer({
  featConfig: { sampleRate: RATE, featureDim: 80 },
  modelConfig: {
    moonshine: { encoder: join(models, model, 'encoder_model.onnx'), mergedDecoder: join(models, model, 'decoder_model_merged.onnx') },
    tokens: join(models, model, 'tokens.txt'),
    numThreads: 1,
    provider: 'cpu',
  },
});
const queue = new DecodeQueue(Number(threads), async (samples) => {
  const stream = recognizer.createStream();
  stream.acceptWaveform({ sampleRate: RATE, samples });
  return (await recognizer.decodeAsync(stream)).text.trim();
});
const createDetector = (silenceMs) => new sherpa.Vad({
  sileroVad: {
    model: join(models, 'silero-vad', 'silero_vad_v5.onnx'),
    threshold: 0.5, minSilenceDuration: silenceMs / 1000, minSpeechDuration: 0.096, maxSpeechDuration: 15, windowSize: 512,
  },
  sampleRate: RATE,
  numThreads: 1,
  provider: 'cpu',
}, 30);

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, maxPayload: 1 << 20 }, () => {
  process.stderr.write(`listening on ${server.address().port}\n`);
});
server.on('connection', (socket) => {
  const say = (event) => { if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event)); };
  let listener = null;
  socket.on('message', (data, binary) => {
    if (binary) {
      listener?.hear(data);
      return;
    }
    const said = JSON.parse(data);
    if (said.type === 'session.start' && !listener) {
      const { partials = true, endpointing: { silence_ms: silenceMs = 600 } = {} } = said;
      listener = new Listener(createDetector(silenceMs), queue, { partials, silenceMs }, say);
      say({ type: 'session.started' });
    } else if (said.type === 'session.end') {
      listener.end().then(() => {
        say({ type: 'session.ended' });
        socket.close(1000);
      });
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => listener?.leave());
});
