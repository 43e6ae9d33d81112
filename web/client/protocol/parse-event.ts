import type { SessionEvent, SessionEventType } from './events.js';
import { ParleyError } from './parley-error.js';

type FieldType = 'string' | 'number' | 'boolean';

/** The fields an event cannot be understood without. */
const required: Record<SessionEventType, Readonly<Record<string, FieldType>>> = {
  'session.started': { seq: 'number', session_id: 'string', rate: 'number' },
  'session.updated': { seq: 'number', language: 'string' },
  'session.resumed': { session_id: 'string', rate: 'number', received: 'number', committed: 'number' },
  reset: { after: 'number', first: 'number' },
  'speech.started': { seq: 'number', utterance: 'number', start: 'number' },
  'speech.ended': { seq: 'number', utterance: 'number', end: 'number' },
  'transcript.partial': { seq: 'number', utterance: 'number', stable: 'string', tail: 'string', start: 'number', end: 'number' },
  'transcript.final': { seq: 'number', utterance: 'number', text: 'string', start: 'number', end: 'number' },
  'translation.partial': { seq: 'number', utterance: 'number', target: 'string', stable: 'string', tail: 'string' },
  'translation.final': { seq: 'number', utterance: 'number', target: 'string', text: 'string' },
  'translation.failed': { seq: 'number', utterance: 'number', target: 'string', code: 'string', message: 'string' },
  message: { seq: 'number', text: 'string' },
  'reply.started': { seq: 'number', reply: 'number', assistant: 'string', scripted: 'boolean', rate: 'number' },
  'reply.text': { seq: 'number', reply: 'number', delta: 'string' },
  'reply.audio': { seq: 'number', reply: 'number', position: 'number', rate: 'number' },
  'reply.paused': { seq: 'number', reply: 'number', position: 'number' },
  'reply.resumed': { seq: 'number', reply: 'number', position: 'number' },
  'reply.ended': { seq: 'number', reply: 'number', reason: 'string', played: 'number', text: 'string' },
  ack: { seq: 'number', received: 'number', committed: 'number' },
  notice: { seq: 'number', code: 'string', message: 'string' },
  error: { code: 'string', message: 'string' },
  usage: { seq: 'number', audio_seconds: 'number', speech_seconds: 'number' },
  'session.ended': { seq: 'number', reason: 'string' },
};

/**
 * Reads one text message of the server. An event of a type this client does not know gives `undefined`, so that a newer
 * server may say more; anything else that is not an event throws `invalid_message`.
 */
export function parseEvent(text: string): SessionEvent | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (cause) {
    throw ParleyError.client('invalid_message', 'The server sent a message that is not JSON.', { cause });
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw ParleyError.client('invalid_message', 'The server sent a message that is not a JSON object.');
  }
  const fields = message as Record<string, unknown>;
  const type = fields['type'];
  if (typeof type !== 'string') {
    throw ParleyError.client('invalid_message', 'The server sent a message without a type.');
  }
  if (!isKnown(type)) return undefined;
  for (const [name, expected] of Object.entries(required[type])) {
    if (typeof fields[name] !== expected) {
      throw ParleyError.client('invalid_message', `The server sent ${type} without its ${name}.`, { param: name });
    }
  }
  return message as SessionEvent;
}

/** Every type of event that this client knows. */
export const eventTypes = Object.keys(required) as readonly SessionEventType[];

function isKnown(type: string): type is SessionEventType {
  return Object.hasOwn(required, type);
}
