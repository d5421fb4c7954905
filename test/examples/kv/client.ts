/** Requests to nodes, as a client makes them. */

/** 'refused': certainly nothing came of it. 'unknown': it may have been done, or be done later. */
export type Answer =
  | { readonly kind: 'done'; readonly status: number; readonly body: string }
  | { readonly kind: 'refused' | 'unknown' };

/** ms that a client waits. */
const patience = 3000;

export async function ask(
  url: string | null,
  method: string,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  if (url === null) return { kind: 'refused' };
  try {
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(url + path, {
      method,
      headers,
      signal,
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    if (response.status === 503) return { kind: 'refused' };
    if (response.status === 504) return { kind: 'unknown' };
    return { kind: 'done', status: response.status, body: text };
  } catch (error) {
    const { code } = (error as { cause?: { code?: string } }).cause ?? {};
    return { kind: code === 'ECONNREFUSED' ? 'refused' : 'unknown' };
  }
}

/** What a node says about itself; null: nothing. */
export async function statusOf(url: string | null): Promise<Status | null> {
  const answer = await ask(url, 'GET', '/status');
  return answer.kind === 'done' ? JSON.parse(answer.body) : null;
}

export interface Status {
  readonly id: number;
  readonly role: string;
  readonly leader: number;
  readonly term: number;
  readonly committed: number;
  readonly applied: number;
  readonly firstIndex: number;
  readonly voters: readonly number[];
  readonly learners: readonly number[];
}
