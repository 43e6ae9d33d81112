import { errorOfResponse } from './protocol/response-error.js';
import { ParleyError } from './protocol/parley-error.js';

/** The JSON of an answer, `undefined` where there is none to read. Anything but success throws a `ParleyError`: the
 * server's, or `connect_failed`. */
export async function requestJson<T>(address: URL, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (cause) {
    if (init?.signal?.aborted) throw ParleyError.client('aborted', 'The request was given up.', { cause });
    throw ParleyError.client('connect_failed', 'The server could not be reached.', { retry: true, cause });
  }
  const body = await response.text();
  if (!response.ok) throw errorOfResponse(response.status, body, response.headers.get('Retry-After'));
  return (body === '' ? undefined : JSON.parse(body)) as T;
}
