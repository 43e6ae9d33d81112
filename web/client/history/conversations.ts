import { requestJson } from '../request-json.js';

/** A conversation that was kept, as `docs/history.md` defines it. */
export interface KeptConversation {
  readonly id: string;
  /** Its first words. */
  readonly title: string | null;
  readonly started: string;
  /** Null while it runs, and where its end was not seen. */
  readonly ended: string | null;
  readonly language: string | null;
  readonly model: string | null;
  readonly turns: number;
  readonly audio_seconds: number;
  /** How many bytes of audio are kept. */
  readonly audio_bytes: number;
  /** Something of it could not be kept. */
  readonly incomplete?: boolean;
}

export interface KeptTurn {
  readonly turn: string;
  readonly speaker: 'user' | 'assistant';
  readonly text: string;
  readonly language: string | null;
  /** What was there before a correction. */
  readonly original: string | null;
  /** From the session's first sample; null for what was written. */
  readonly start_ms: number | null;
  readonly end_ms: number | null;
  readonly translations?: Readonly<Record<string, string>> | null;
}

export interface ConversationPage {
  readonly conversations: readonly KeptConversation[];
  /** The `after` of the next page; null at the end. */
  readonly next: string | null;
}

export interface WholeConversation extends KeptConversation {
  readonly said: readonly KeptTurn[];
}

export const conversationFormats = ['txt', 'srt', 'vtt', 'json'] as const;
export type ConversationFormat = (typeof conversationFormats)[number];

/** The conversations in which `q` is said, the newest first. Throws `history_off` where the server keeps none. */
export function listConversations(url: string | URL, query: { readonly q?: string; readonly after?: string; readonly signal?: AbortSignal } = {}): Promise<ConversationPage> {
  const address = new URL('api/conversations', url);
  if (query.q) address.searchParams.set('q', query.q);
  if (query.after) address.searchParams.set('after', query.after);
  return requestJson<ConversationPage>(address, query.signal ? { signal: query.signal } : {});
}

export function readConversation(id: string, url: string | URL): Promise<WholeConversation> {
  return requestJson<WholeConversation>(conversationUrl(id, '', url));
}

/** Puts a text in the place of what a turn says; the original is kept. */
export async function correctTurn(id: string, turn: string, text: string, url: string | URL): Promise<void> {
  await requestJson(conversationUrl(id, `/turns/${encodeURIComponent(turn)}`, url), { method: 'PATCH', body: JSON.stringify({ text }) });
}

/** For good: rows and audio. */
export async function deleteConversation(id: string, url: string | URL): Promise<void> {
  await requestJson(conversationUrl(id, '', url), { method: 'DELETE' });
}

export function conversationAudioUrl(id: string, url: string | URL): string {
  return conversationUrl(id, '/audio', url).href;
}

export function conversationExportUrl(id: string, format: ConversationFormat, url: string | URL): string {
  return conversationUrl(id, `/export?format=${format}`, url).href;
}

function conversationUrl(id: string, what: string, url: string | URL): URL {
  return new URL(`api/conversations/${encodeURIComponent(id)}${what}`, url);
}
