/** The server itself, on the loopback: what it hands out, what it refuses, and that a search is given up with whoever asked. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { mostBody } from '../../src/serve/guards.ts';
import { makePage } from '../../src/serve/page.ts';
import { BadQuestion, type Questions, type Serving, serve } from '../../src/serve/server.ts';

const page = makePage('document.title = "</x>";');
const faults: unknown[] = [];

async function served(questions: Partial<Questions> = {}): Promise<Serving> {
  const serving = await serve(page, { short: {}, long: {}, ...questions }, 0, (error) => faults.push(error));
  onTestFinished(() => serving.close());
  return serving;
}

interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** `fetch` does not let one say which host one means. */
function send(
  address: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answered> {
  const url = new URL(path, address);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

function ask(address: string, question: string, body: string, type = 'application/json'): Promise<Answered> {
  const headers = { origin: new URL(address).origin, 'content-type': type };
  return send(address, `ask/${question}`, { method: 'POST', headers, body });
}

describe('the server', () => {
  it('listens on the loopback alone', async () => {
    const { address } = await served();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/$/);
    const other = await served();
    expect(new URL(other.address).pathname).not.toBe(new URL(address).pathname);
  });

  it('hands out the page, which may run itself and ask here, and nothing else', async () => {
    const { address } = await served();
    const { status, headers, text } = await send(address, '');
    expect([status, text]).toEqual([200, page.html]);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; connect-src 'self'/,
    );
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(text).not.toMatch(/(?:src|href)="(?!data:,")/);
    expect((await send(address, '', { method: 'HEAD' })).text).toBe('');
  });

  it('refuses what does not know the token, comes under another name, or from another page', async () => {
    const { address } = await served({ short: { way: async () => 'secret' } });
    const { origin, port } = new URL(address);
    expect((await send(address, '/')).status).toBe(404);
    expect((await send(address, '/wrong/')).status).toBe(404);
    expect((await send(address, '', { headers: { host: `evil.example:${port}` } })).status).toBe(403);
    expect((await send(address, '', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    const headers = { 'content-type': 'application/json' };
    const refused = await send(address, 'ask/way', { method: 'POST', headers, body: '{}' });
    expect([refused.status, refused.text]).toEqual([403, '{"error":"a question comes from the page"}\n']);
    const asked = await send(address, 'ask/way', {
      method: 'POST',
      headers: { ...headers, origin },
      body: '{}',
    });
    expect([asked.status, asked.text]).toEqual([200, '"secret"']);
    const wrong = await send(address, 'ask/way', {
      method: 'PUT',
      headers: { ...headers, origin },
      body: '{}',
    });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('a question', () => {
  it('is read no further than a question goes', async () => {
    const { address } = await served({ short: { way: async (asked) => asked } });
    expect((await ask(address, 'way', '{"a":')).text).toBe('{"error":"the question is no JSON"}\n');
    expect((await ask(address, 'way', '')).status).toBe(400);
    expect((await ask(address, 'way', '[1]')).text).toBe('[1]');
    expect((await ask(address, 'way', '[1]', 'text/plain')).status).toBe(415);
    expect((await ask(address, 'way', `"${'x'.repeat(mostBody)}"`)).status).toBe(413);
    expect((await ask(address, 'nothing', '{}')).status).toBe(404);
  });

  it('does not say how long a question without a length is before it has read too much of it', async () => {
    const { address } = await served({ short: { way: async (asked) => asked } });
    const { origin } = new URL(address);
    const headers = { origin, 'content-type': 'application/json' };
    const status = await new Promise((resolve, reject) => {
      const sent = request(new URL('ask/way', address), { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      // It hangs up while one still talks.
      sent.on('error', (error: NodeJS.ErrnoException) =>
        /EPIPE|ECONNRESET/.test(error.code ?? '') ? 0 : reject(error),
      );
      for (let k = 0; k < 8; k++) sent.write('"'.repeat(mostBody / 4));
      sent.end();
    });
    expect(status).toBe(413);
  });

  it('tells what cannot be answered, and nothing of what is its own fault', async () => {
    const { address } = await served({
      short: {
        bad: async () => {
          throw new BadQuestion('there is no step 7');
        },
        wrong: async () => {
          throw new UserError({ message: 'no such thing', hint: 'look' });
        },
        fault: async () => {
          throw new Error('the inside');
        },
      },
    });
    expect([(await ask(address, 'bad', '{}')).status, (await ask(address, 'bad', '{}')).text]).toEqual([
      400,
      '{"error":"there is no step 7"}\n',
    ]);
    expect((await ask(address, 'wrong', '{}')).text).toContain('no such thing');
    expect(faults).toEqual([]);
    const { status, text } = await ask(address, 'fault', '{}');
    expect([status, text]).toEqual([500, '{"error":"an internal error of raftcheck"}\n']);
    expect(faults.splice(0)).toEqual([new Error('the inside')]);
  });
});

describe('an answer', () => {
  it('tells how far it is while it answers, and other questions meanwhile', async () => {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { address } = await served({
      short: { way: async () => 'at once' },
      long: {
        search: async (_, tell) => {
          tell({ distinct: 1 });
          await finished;
          return 'found';
        },
      },
    });
    const searching = ask(address, 'search', '{}');
    expect((await ask(address, 'way', '{}')).text).toBe('"at once"');
    finish();
    expect((await searching).text).toBe('{"progress":{"distinct":1}}\n{"made":"found"}\n');
  });

  it('gives up what nobody waits for any more', async () => {
    let given: AbortSignal | null = null;
    const { address } = await served({
      long: {
        search: async (_, tell, givenUp) => {
          given = givenUp;
          tell('on the way');
          while (!givenUp.aborted) await setTimeout(5);
          return 'never told';
        },
      },
    });
    const gone = new AbortController();
    const response = await fetch(`${address}ask/search`, {
      method: 'POST',
      headers: { origin: new URL(address).origin, 'content-type': 'application/json' },
      body: '{}',
      signal: gone.signal,
    });
    expect(response.status).toBe(200);
    expect(given).toMatchObject({ aborted: false });
    gone.abort();
    await response.text().catch(() => {});
    while (!(given as unknown as AbortSignal).aborted) await setTimeout(5);
    expect(faults).toEqual([]);
  });
});

describe('a port', () => {
  it('that somebody else has is told with what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(serve(page, { short: {}, long: {} }, port, () => {})).rejects.toThrow(
      `--port: cannot listen on port ${port}\n  found     somebody else listens there\n  hint      --port 0`,
    );
  });
});
