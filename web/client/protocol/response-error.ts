import type { WireError } from './events.js';
import { ParleyError } from './parley-error.js';

/** The error of an HTTP answer: `application/problem+json`, OpenAI's `{"error":{…}}`, or what a proxy in between said. */
export function errorOfResponse(status: number, body: string, retryAfter: string | null): ParleyError {
  const wire = wireErrorOf(body);
  const seconds = Number(retryAfter ?? Number.NaN);
  const retryAfterMs = wire?.retry_after_ms ?? (Number.isFinite(seconds) ? seconds * 1000 : undefined);
  return new ParleyError(wire?.code ?? `http_${status}`, wire?.message ?? `The server answered with status ${status}.`, {
    param: wire?.param ?? undefined,
    retry: wire?.retry ?? (status === 429 || status >= 502),
    retryAfterMs,
    requestId: wire?.request_id ?? undefined,
  });
}

function wireErrorOf(body: string): WireError | undefined {
  try {
    const parsed = JSON.parse(body) as { error?: WireError } & WireError;
    const wire = parsed.error ?? parsed;
    return typeof wire.code === 'string' && typeof wire.message === 'string' ? wire : undefined;
  } catch {
    return undefined;
  }
}
