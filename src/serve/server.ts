/**
 * The server: one page, and questions about what is explored. Nothing else is served, no file among it. Answers are JSON; one
 * that takes its time is told line by line, and is given up when whoever asked has gone.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../base/usererror.ts';
import { admit, type Identity, mostBody, type Refusal } from './guards.ts';
import type { Refused } from './said.ts';

/** A question that is answered at once. Throws BadQuestion for what makes no sense, a UserError for what cannot be. */
export type Answer = (asked: unknown) => Promise<unknown>;
/** One that takes its time: `tell` says how far it is, in lines of JSON. */
export type LongAnswer = (
  asked: unknown,
  tell: (told: unknown) => void,
  givenUp: AbortSignal,
) => Promise<unknown>;

export interface Questions {
  readonly short: Readonly<Record<string, Answer>>;
  readonly long: Readonly<Record<string, LongAnswer>>;
}

/** What was asked is no question that there is an answer to. */
export class BadQuestion extends Error {
  override readonly name = 'BadQuestion';
}

export interface Serving {
  /** The whole address, token and all. */
  readonly address: string;
  close(): void;
  /** Resolves when it serves no more. */
  readonly closed: Promise<void>;
}

export interface Page {
  readonly html: string;
  /** Its Content-Security-Policy. */
  readonly policy: string;
}

/** Connections at once, and milliseconds that a request may take to arrive. */
const limits = { connections: 64, arrival: 10_000 };

/** Listens on the loopback alone; port 0: any that is free. Throws a UserError where the port cannot be had. */
export async function serve(
  page: Page,
  questions: Questions,
  port: number,
  faulted: (error: unknown) => void,
): Promise<Serving> {
  const token = randomBytes(16).toString('base64url');
  const server = createServer({ requestTimeout: limits.arrival, headersTimeout: limits.arrival });
  server.maxConnections = limits.connections;
  await listening(server, port);
  const own: Identity = { port: (server.address() as AddressInfo).port, token };
  server.on('request', (request, response) => {
    handle(request, response, own, page, questions).catch((error: unknown) => {
      faulted(error);
      if (!response.headersSent) refuse(response, 500, 'an internal error of raftcheck');
      else response.destroy();
    });
  });
  return {
    address: `http://127.0.0.1:${own.port}/${token}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
    closed: new Promise((resolve) => server.once('close', resolve)),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const found = error.code === 'EADDRINUSE' ? 'somebody else listens there' : error.message;
      const hint = '--port 0 takes any that is free';
      reject(new UserError({ message: `cannot listen on port ${port}`, where: '--port', found, hint }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  own: Identity,
  page: Page,
  { short, long }: Questions,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  const wanted = admit({ method, url, headers }, own, [...Object.keys(short), ...Object.keys(long)]);
  // Whoever goes away is no trouble.
  response.on('error', () => {});
  if ('status' in wanted) {
    refuse(response, wanted.status, wanted.error, wanted.allow);
    return;
  }
  if ('page' in wanted) {
    const policy = { 'content-security-policy': page.policy };
    response.writeHead(200, { ...guarding, ...policy, 'content-type': 'text/html; charset=utf-8' });
    response.end(method === 'HEAD' ? undefined : page.html);
    return;
  }
  const asked = await bodyOf(request);
  if ('status' in asked) {
    refuse(response, asked.status, asked.error);
    return;
  }
  const { question } = wanted;
  if (Object.hasOwn(short, question)) await answer(response, () => short[question](asked.body));
  else await answerInLines(response, long[question], asked.body);
}

/** Nobody keeps it, shows it inside of something else, or is told where it was. */
const guarding = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

function refuse(response: ServerResponse, status: number, error: string, allow?: string): void {
  const refused: Refused = { error };
  const head = { ...guarding, 'content-type': 'application/json', connection: 'close' };
  response.writeHead(status, allow === undefined ? head : { ...head, allow });
  response.end(`${JSON.stringify(refused)}\n`);
}

/** The body as JSON, never more of it than is taken. */
async function bodyOf(request: IncomingMessage): Promise<{ readonly body: unknown } | Refusal> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request) {
      bytes += part.length;
      if (bytes > mostBody) return { status: 413, error: 'the question is too long' };
      parts.push(part);
    }
  } catch {
    return { status: 400, error: 'the question ended before its end' };
  }
  try {
    return { body: JSON.parse(Buffer.concat(parts).toString('utf8')) };
  } catch {
    return { status: 400, error: 'the question is no JSON' };
  }
}

async function answer(response: ServerResponse, make: () => Promise<unknown>): Promise<void> {
  try {
    const text = JSON.stringify(await make());
    response.writeHead(200, { ...guarding, 'content-type': 'application/json' });
    response.end(text);
  } catch (error) {
    const why = refusalOf(error);
    if (why === null) throw error;
    refuse(response, 400, why);
  }
}

async function answerInLines(response: ServerResponse, make: LongAnswer, body: unknown): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const line = (told: unknown): void => void response.write(`${JSON.stringify(told)}\n`);
  const begin = (): void => {
    if (!response.headersSent)
      response.writeHead(200, { ...guarding, 'content-type': 'application/x-ndjson' });
  };
  try {
    const made = await make(
      body,
      (told) => {
        begin();
        line({ progress: told });
      },
      gone.signal,
    );
    begin();
    line({ made });
    response.end();
  } catch (error) {
    const why = refusalOf(error);
    if (why === null) throw error;
    if (!response.headersSent) refuse(response, 400, why);
    else {
      line({ error: why });
      response.end();
    }
  }
}

/** What whoever asked is told; null: it is a fault of raftcheck. */
function refusalOf(error: unknown): string | null {
  if (error instanceof UserError || error instanceof BadQuestion) return error.message;
  return null;
}
