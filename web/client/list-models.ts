import { errorOfResponse } from './protocol/response-error.js';

export interface Model {
  readonly id: string;
  readonly owned_by?: string;
  /** BCP-47 languages it recognises, where the server tells. */
  readonly languages?: readonly string[];
}

/** The models of a server, its default first. */
export async function listModels(url: string | URL, signal?: AbortSignal): Promise<Model[]> {
  const response = await fetch(new URL('v1/models', url), signal ? { signal } : {});
  const body = await response.text();
  if (!response.ok) throw errorOfResponse(response.status, body, response.headers.get('Retry-After'));
  return (JSON.parse(body) as { data: Model[] }).data;
}
