/** Asks the server. What it refuses is thrown as an Error in its words. */
import type { Line } from '../serve/said.ts';

/** A question that is answered at once. */
export async function ask<Made>(question: string, body: unknown): Promise<Made> {
  const response = await post(question, body);
  return (await response.json()) as Made;
}

/** One that takes its time: `tell` is told how far it is. Aborting gives it up, here and there. */
export async function askLong<Progress, Made>(
  question: string,
  body: unknown,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Made> {
  const response = await post(question, body, signal);
  for await (const text of linesOf(response)) {
    const line = JSON.parse(text) as Line<Progress, Made>;
    if ('error' in line) throw new Error(line.error);
    if ('made' in line) return line.made;
    tell(line.progress);
  }
  throw new Error(gone);
}

const gone = 'the server is gone: raftcheck serve starts it again';

async function post(question: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(`ask/${question}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    throw error instanceof TypeError ? new Error(gone) : error;
  });
  if (response.ok) return response;
  const { error } = (await response.json()) as { readonly error: string };
  throw new Error(error);
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
