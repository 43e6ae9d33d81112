import type { MessageKey } from '../../i18n/index.js';
import type { SystemInfo } from '../../server/system-info.js';

export interface Fact {
  readonly name: MessageKey;
  readonly values: readonly { readonly text: string; readonly mark?: MessageKey | undefined }[];
}

/** What a user may want to know of the server: who recognises, who answers, how much goes on. */
export function factsOf(info: SystemInfo): readonly Fact[] {
  const { models, assistants = [], translators = [], sessions, memory, gpus } = info;
  const facts: Fact[] = [
    { name: 'facts.version', values: [{ text: info.version }] },
    {
      name: 'facts.recognisers',
      values: models.map(({ name, engine, status, default: standard }) => ({
        text: engine === null ? name : `${name} (${engine})`,
        mark: status === 'failed' ? 'facts.failed' : status === 'loading' ? 'facts.loading' : standard ? 'facts.default' : undefined,
      })),
    },
    {
      name: 'facts.assistants',
      values: assistants.map(({ name, scripted, model }) => ({
        text: model === null || model === name ? name : `${name} (${model})`,
        mark: scripted ? 'facts.scripted' : undefined,
      })),
    },
    {
      name: 'facts.translators',
      values: translators.map(({ name, scripted }) => ({ text: name, mark: scripted ? 'facts.scripted' : undefined })),
    },
    { name: 'facts.sessions', values: [{ text: `${sessions.running} / ${sessions.limit}` }] },
    { name: 'facts.memory', values: [{ text: `${Math.round(memory.resident_bytes / 2 ** 20)} MiB` }] },
    { name: 'facts.gpus', values: (gpus ?? []).map(({ name }) => ({ text: name ?? '–' })) },
  ];
  return facts.filter(({ values }) => values.length > 0);
}
