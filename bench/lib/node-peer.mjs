// The server that Parley is compared with where people speak: bench/peers/ws-sherpa-server.mjs.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parleyHome } from './parley.mjs';
import { startPeer } from './peer.mjs';

export const NODE_PEER = 'ws + sherpa-onnx-node';

/** With as many threads as there are cores. */
export async function startNodePeer(model) {
  const models = join(parleyHome(), 'models');
  if (!existsSync(join(models, model, 'decoder_model_merged.onnx'))) {
    throw new Error(`The Node server runs the installed Moonshine models, not ${model}. Measure without it: --no-peer`);
  }
  const threads = String(availableParallelism());
  const peer = await startPeer('ws-sherpa-server', [models, model, threads], { UV_THREADPOOL_SIZE: threads });
  return { ...peer, url: `ws://127.0.0.1:${peer.port}` };
}
