/**
 * What clients may ask over HTTP. A table of routes; each answers, or throws a Refusal.
 *
 *     PUT    /kv/KEY                       the body is the value
 *     GET    /kv/KEY                       linearizable; ?consistency=serializable: what this node has applied
 *     DELETE /kv/KEY
 *     POST   /sessions                     its index is S: PUT and DELETE with session: S and request: 1, 2, ... may be sent again
 *     GET    /members
 *     POST   /members                      {"id": 4, "url": "http://127.0.0.1:2604"}: a learner
 *     POST   /members/4/promote
 *     DELETE /members/4
 *     POST   /leader                       {"to": 2}
 *     GET    /status, /metrics
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Command, Retryable } from './command.ts';
import { answer, bodyOf, Refusal } from './http.ts';
import type { Machine, Outcome } from './machine.ts';
import type { Membership } from './membership.ts';
import type { Proposals } from './proposals.ts';
import type { Reads } from './reads.ts';

const mostKeyBytes = 1024;
const mostValueBytes = 1 << 20;
const mostJsonBytes = 4096;

export interface Parts {
  readonly machine: Machine;
  readonly proposals: Proposals;
  readonly reads: Reads;
  readonly membership: Membership;
  status(): unknown;
  metrics(): string;
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the route's pattern has caught. */
  readonly caught: string;
}

type Handler = (parts: Parts, call: Call) => Promise<void> | void;

const routes: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['PUT', /^\/kv\/(.+)$/, put],
  ['GET', /^\/kv\/(.+)$/, get],
  ['DELETE', /^\/kv\/(.+)$/, remove],
  ['POST', /^\/sessions$/, openSession],
  ['GET', /^\/members$/, listMembers],
  ['POST', /^\/members$/, addMember],
  ['POST', /^\/members\/(\d+)\/promote$/, promoteMember],
  ['DELETE', /^\/members\/(\d+)$/, removeMember],
  ['POST', /^\/leader$/, transferLeader],
  ['GET', /^\/status$/, ({ status }, { response }) => answer(response, 200, status())],
  ['GET', /^\/metrics$/, ({ metrics }, { response }) => void response.end(metrics())],
];

/** Answers the request, or throws a Refusal. */
export async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://node');
  const ways = routes.filter(([, pattern]) => pattern.test(url.pathname));
  const [, pattern, handler] = ways.find(([method]) => method === request.method) ?? [];
  if (ways.length === 0) throw new Refusal(404, `there is no ${url.pathname}`);
  if (pattern === undefined || handler === undefined) {
    const allow = ways.map(([method]) => method).join(', ');
    throw new Refusal(405, `${url.pathname} takes ${allow}`, { allow });
  }
  const caught = pattern.exec(url.pathname)?.[1] ?? '';
  try {
    await handler(parts, { request, response, query: url.searchParams, caught });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 307) throw error;
    // The same path, at the leader.
    throw new Refusal(307, error.message, { location: `${error.headers.location}${request.url}` });
  }
}

async function put({ proposals }: Parts, { request, response, caught }: Call): Promise<void> {
  const value = (await bodyOf(request, mostValueBytes)).toString('latin1');
  const command: Command = { op: 'put', key: keyOf(caught), value, ...retryableOf(request) };
  answerOutcome(response, await proposals.propose(command));
}

async function get({ reads, machine }: Parts, { response, query, caught }: Call): Promise<void> {
  const key = keyOf(caught);
  const consistency = query.get('consistency') ?? 'linearizable';
  if (consistency === 'linearizable') await reads.linearizable();
  else if (consistency !== 'serializable') {
    throw new Refusal(400, `consistency must be linearizable or serializable, not ${consistency}`);
  }
  const found = machine.get(key);
  if (found === undefined) throw new Refusal(404, `there is no key ${key}`);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'kv-index': found.index });
  response.end(found.value, 'latin1');
}

async function remove({ proposals }: Parts, { request, response, caught }: Call): Promise<void> {
  const command: Command = { op: 'delete', key: keyOf(caught), ...retryableOf(request) };
  answerOutcome(response, await proposals.propose(command));
}

async function openSession({ proposals }: Parts, { response }: Call): Promise<void> {
  const outcome = await proposals.propose({ op: 'session' });
  answerOutcome(response, outcome);
}

function listMembers({ machine }: Parts, { response }: Call): void {
  const members = [...machine.members].map(([id, { url, learner }]) => ({ id, url, learner }));
  answer(response, 200, { members });
}

async function addMember({ membership }: Parts, { request, response }: Call): Promise<void> {
  const { id, url } = await jsonOf(request);
  if (!isId(id)) throw new Refusal(400, 'id must be a number > 0');
  if (typeof url !== 'string' || !/^http:\/\/[^/\s]+$/.test(url)) {
    throw new Refusal(400, 'url must be like http://127.0.0.1:2604');
  }
  answerOutcome(response, await membership.add(id, url));
}

async function promoteMember({ membership }: Parts, { response, caught }: Call): Promise<void> {
  answerOutcome(response, await membership.promote(Number(caught)));
}

async function removeMember({ membership }: Parts, { response, caught }: Call): Promise<void> {
  answerOutcome(response, await membership.remove(Number(caught)));
}

async function transferLeader({ membership }: Parts, { request, response }: Call): Promise<void> {
  const { to } = await jsonOf(request);
  if (!isId(to)) throw new Refusal(400, 'to must be the id of a node');
  await membership.transfer(to);
  answer(response, 200, { leader: to });
}

/** Null: there was nothing to do. */
function answerOutcome(response: ServerResponse, outcome: Outcome | null): void {
  switch (outcome?.status) {
    case undefined:
      answer(response, 200, { index: null });
      break;
    case 'done':
      answer(response, 200, { index: outcome.index, found: outcome.found });
      break;
    case 'expired':
      throw new Refusal(409, 'the session is not known any more: it may have been applied before');
    case 'superseded':
      throw new Refusal(409, 'a later request of the session has been applied');
  }
}

function keyOf(caught: string): string {
  let key: string;
  try {
    key = decodeURIComponent(caught);
  } catch {
    throw new Refusal(400, 'the key is not percent-encoded UTF-8');
  }
  if (Buffer.byteLength(key) > mostKeyBytes)
    throw new Refusal(400, `a key has at most ${mostKeyBytes} bytes`);
  return key;
}

function retryableOf({ headers }: IncomingMessage): Retryable | Record<string, never> {
  if (headers.session === undefined) return {};
  const session = Number(headers.session);
  const request = Number(headers.request);
  if (!isId(session) || !isId(request)) throw new Refusal(400, 'session and request must be numbers > 0');
  return { session, request };
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

async function jsonOf(request: IncomingMessage): Promise<{ readonly [key: string]: unknown }> {
  const body = (await bodyOf(request, mostJsonBytes)).toString();
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json === 'object' && json !== null) return json as { readonly [key: string]: unknown };
  } catch {
    // Said below.
  }
  throw new Refusal(400, 'the body must be a JSON object');
}
