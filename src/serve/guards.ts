/**
 * Who may ask. The server listens on this machine alone, but every page that its user has open may send something there: so
 * what is asked must come under the address that was printed (a name that somebody else has pointed here is refused), from
 * the page itself or from nowhere, and know the token. Pure: a request's head in, a refusal out.
 */
import { timingSafeEqual } from 'node:crypto';

/** What of a request is looked at; header names are lower case. */
export interface RequestHead {
  readonly method: string;
  /** As it was sent: the path, and perhaps a query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What this server is. */
export interface Identity {
  readonly port: number;
  readonly token: string;
}

export interface Refusal {
  readonly status: 400 | 403 | 404 | 405 | 413 | 415;
  readonly error: string;
  /** The methods that would be taken, with 405. */
  readonly allow?: string;
}

/** What was asked for: the page, or a question by its name. */
export type Wanted = { readonly page: true } | { readonly question: string };

/** Bytes of a question at most: a way of thousands of steps has room. */
export const mostBody = 256 * 1024;

/** Refused, or what is wanted. `questions`: those that there are. */
export function admit(head: RequestHead, own: Identity, questions: readonly string[]): Refusal | Wanted {
  const { headers, method } = head;
  const hosts = [`127.0.0.1:${own.port}`, `localhost:${own.port}`];
  const host = headers.host;
  if (typeof host !== 'string' || !hosts.includes(host))
    return no(403, 'this is not the address that was printed');
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return no(403, 'another page may not ask here');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return no(403, 'another page may not ask here');
  const [, token, ...rest] = head.url.split('/');
  if (token === undefined || rest.length === 0 || !sameToken(token, own.token))
    return no(404, 'there is nothing here');
  const path = rest.join('/');
  if (path === '') return method === 'GET' || method === 'HEAD' ? { page: true } : notSo('GET, HEAD');
  const question = /^ask\/([a-z]+)$/.exec(path)?.[1];
  if (question === undefined || !questions.includes(question)) return no(404, 'there is nothing here');
  if (method !== 'POST') return notSo('POST');
  if (origin === undefined) return no(403, 'a question comes from the page');
  return ofBody(headers) ?? { question };
}

function ofBody(headers: RequestHead['headers']): Refusal | null {
  const type = headers['content-type'];
  if (typeof type !== 'string' || !/^application\/json(?:;\s*charset=utf-8)?$/i.test(type))
    return no(415, 'a question is application/json');
  const length = headers['content-length'];
  if (length !== undefined && Number(length) > mostBody) return no(413, 'the question is too long');
  return null;
}

/** In the same time wherever they differ. */
function sameToken(given: string, own: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(own)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function no(status: Refusal['status'], error: string): Refusal {
  return { status, error };
}

function notSo(allow: string): Refusal {
  return { status: 405, error: 'not like this', allow };
}
