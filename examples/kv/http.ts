/** What both ends of HTTP here have in common: bodies read up to a limit, answers, and refusals with their status. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request is answered with this status, and the message as its error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The whole body; a Refusal, 413, when it has more than `most` bytes. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > most) throw new Refusal(413, `the body has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(value)}\n`);
}

/** Tells what went wrong. 503 says that nothing has come of it and that it may be tried again. */
export function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof Refusal ? error : new Refusal(500, String(error));
  // What is left of a body that was not read.
  response.setHeader('connection', 'close');
  if (known.status === 503) response.setHeader('retry-after', '1');
  for (const [name, value] of Object.entries(known.headers)) response.setHeader(name, value);
  answer(response, known.status, { error: known.message });
}
