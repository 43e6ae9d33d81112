import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../app/pages/settings/server-facts.js';
import type { SystemInfo } from '../../../../app/server/system-info.js';

const info: SystemInfo = {
  version: '1.2.3',
  models: [
    { name: 'base', engine: 'onnx', status: 'ready', default: true },
    { name: 'tiny', engine: null, status: 'failed', default: false },
  ],
  assistants: [
    { name: 'scripted', scripted: true, model: null },
    { name: 'llama', scripted: false, model: 'llama3.2' },
  ],
  sessions: { running: 3, limit: 64 },
  memory: { resident_bytes: 512 * 2 ** 20 },
  gpus: null,
};

describe('the facts about a server', () => {
  it('say who recognises and who answers, and which of them is no intelligence', () => {
    const facts = Object.fromEntries(factsOf(info).map(({ name, values }) => [name, values]));
    expect(facts['facts.recognisers']).toEqual([
      { text: 'base (onnx)', mark: 'facts.default' },
      { text: 'tiny', mark: 'facts.failed' },
    ]);
    expect(facts['facts.assistants']).toEqual([{ text: 'scripted', mark: 'facts.scripted' }, { text: 'llama (llama3.2)', mark: undefined }]);
    expect(facts['facts.sessions']).toEqual([{ text: '3 / 64' }]);
    expect(facts['facts.memory']).toEqual([{ text: '512 MiB' }]);
  });

  it('leave out what there is nothing of', () => {
    expect(factsOf(info).map(({ name }) => name)).not.toContain('facts.gpus');
    expect(factsOf({ ...info, assistants: [] }).map(({ name }) => name)).not.toContain('facts.assistants');
  });
});
