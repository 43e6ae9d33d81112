// The bare loop: Silero VAD and Moonshine through sherpa-onnx-node, one thread, nothing around them.
// usage: node sherpa-loop.mjs MODELS-FOLDER MODEL RECORDING.wav      prints the words, a line an utterance
import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const sherpa = createRequire(import.meta.url)('sherpa-onnx-node');
const [models, model, recording] = process.argv.slice(2);
const RATE = 16_000;
const WINDOW = 512;
const HEADER = 44;

const recognizer = new sherpa.OfflineRecognizer({
  featConfig: { sampleRate: RATE, featureDim: 80 },
  modelConfig: {
    moonshine: { encoder: join(models, model, 'encoder_model.onnx'), mergedDecoder: join(models, model, 'decoder_model_merged.onnx') },
    tokens: join(models, model, 'tokens.txt'),
    numThreads: 1,
    provider: 'cpu',
  },
});
// Parley's thresholds, silence and longest utterance in a recording.
const vad = new sherpa.Vad({
  sileroVad: {
    model: join(models, 'silero-vad', 'silero_vad_v5.onnx'),
    threshold: 0.5, minSilenceDuration: 0.6, minSpeechDuration: 0.096, maxSpeechDuration: 15, windowSize: WINDOW,
  },
  sampleRate: RATE,
  numThreads: 1,
  provider: 'cpu',
}, 60);

const file = openSync(recording, 'r');
const bytes = new Int16Array(WINDOW);
for (let place = HEADER, read; (read = readSync(file, bytes, 0, 2 * WINDOW, place)) === 2 * WINDOW; place += read) {
  vad.acceptWaveform(Float32Array.from(bytes, (sample) => sample / 32768));
  decode();
}
closeSync(file);
vad.flush();
decode();

function decode() {
  for (; !vad.isEmpty(); vad.pop()) {
    const stream = recognizer.createStream();
    stream.acceptWaveform({ sampleRate: RATE, samples: vad.front(false).samples });
    recognizer.decode(stream);
    console.log(recognizer.getResult(stream).text.trim());
  }
}
