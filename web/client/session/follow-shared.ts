import type { SessionEvent } from '../protocol/events.js';
import { eventTypes, parseEvent } from '../protocol/parse-event.js';
import { errorOfResponse } from '../protocol/response-error.js';

/** `gone`: the link is wrong, or what it leads to is over for good. */
export type SharedState = 'connecting' | 'live' | 'ended' | 'gone';

export interface FollowSharedOptions {
  /** The server's base address. */
  readonly url: string | URL;
  readonly onEvent: (event: SessionEvent) => void;
  readonly onState: (state: SharedState) => void;
}

/** Reads a session by a link that does nothing else, from its first event held; comes back by itself when the connection
 * breaks. Returns what ends it. */
export function followShared(link: string, { url, onEvent, onState }: FollowSharedOptions): () => void {
  const source = new EventSource(new URL(`v1/shared/${encodeURIComponent(link)}/events`, url));
  let ended = false;
  const finish = (state: SharedState): void => {
    ended ||= state === 'ended';
    source.close();
    onState(state);
  };
  const receive = ({ data }: MessageEvent<string>): void => {
    const event = parseEvent(data);
    if (event === undefined) return;
    onEvent(event);
    if (event.type === 'session.ended') finish('ended');
  };
  // An error of the session, and one of the connection, come under the same name.
  for (const type of eventTypes) if (type !== 'error') source.addEventListener(type, receive);
  source.addEventListener('open', () => onState('live'));
  source.addEventListener('error', () => {
    if (ended) return;
    if (source.readyState === EventSource.CLOSED) finish('gone');
    else onState('connecting');
  });
  onState('connecting');
  return () => source.close();
}

/** Makes a link with which others can read a session, and nothing else. It cannot be taken back. */
export async function shareSession(id: string, url: string | URL): Promise<string> {
  const response = await fetch(new URL(`v1/sessions/${encodeURIComponent(id)}/share`, url), { method: 'POST' });
  const body = await response.text();
  if (!response.ok) throw errorOfResponse(response.status, body, response.headers.get('Retry-After'));
  return (JSON.parse(body) as { link: string }).link;
}
