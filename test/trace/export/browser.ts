/**
 * A headless Chromium, where there is one, driven over its debugging pipe: real keys, and a look at what the page then is.
 * One browser serves all tests of a file; each page is a tab of its own.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** The command's name; undefined where there is none. */
export const chromium = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => name !== undefined && spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
if (chromium === undefined) {
  console.warn('SKIPPED: there is no Chromium, so nothing is opened in a browser (CHROMIUM can name one)');
}

type Params = Readonly<Record<string, unknown>>;

/** What the browser says: an answer to the message `id`, or an event. */
interface Said {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Params;
  readonly error?: { readonly message: string };
}

export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #asked = new Map<number, (said: Said) => void>();
  readonly #listeners = new Set<(said: Said) => void>();

  constructor() {
    this.#profile = mkdtempSync(join(tmpdir(), 'raftcheck-browser-'));
    const switches = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    this.#process = spawn(
      chromium!,
      [...switches, '--no-first-run', `--user-data-dir=${this.#profile}`, '--remote-debugging-pipe'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    // Null characters end messages; one may come in pieces.
    let rest = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#hear(JSON.parse(message));
    });
  }

  #hear(said: Said): void {
    if (said.id !== undefined) this.#asked.get(said.id)?.(said);
    else for (const listener of this.#listeners) listener(said);
  }

  listen(listener: (said: Said) => void): void {
    this.#listeners.add(listener);
  }

  /** Sends a command of the DevTools protocol; what it answers. */
  async send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    const id = this.#asked.size + 1;
    const said = new Promise<Said>((resolve) => this.#asked.set(id, resolve));
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await said;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** A tab that shows the page; ready when the page has been loaded. */
  async open(url: string): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, String(sessionId));
    await page.load(url);
    return page;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.send('Browser.close');
    await gone;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Page {
  readonly #browser: Browser;
  readonly #session: string;
  /** Everything that the page has asked for: its own address first. */
  readonly requests: string[] = [];
  /** What went wrong in its script, or against its policy. */
  readonly errors: string[] = [];

  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
    browser.listen(({ sessionId, method, params = {} }) => {
      if (sessionId !== session) return;
      if (method === 'Network.requestWillBeSent') this.requests.push(text(params, 'request', 'url'));
      if (method === 'Runtime.exceptionThrown') this.errors.push(text(params, 'exceptionDetails', 'text'));
      if (method === 'Log.entryAdded') this.errors.push(text(params, 'entry', 'text'));
    });
  }

  async load(url: string): Promise<void> {
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await this.#send(`${domain}.enable`);
    const loaded = new Promise<void>((resolve) =>
      this.#browser.listen(({ sessionId, method }) => {
        if (sessionId === this.#session && method === 'Page.loadEventFired') resolve();
      }),
    );
    await this.#send('Page.navigate', { url });
    await loaded;
  }

  /** Presses keys by the names that the browser has for them: `ArrowRight`, `j`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#send('Input.dispatchKeyEvent', { type: 'keyDown', key });
      await this.#send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    }
  }

  async click(x: number, y: number): Promise<void> {
    for (const type of ['mousePressed', 'mouseReleased']) {
      await this.#send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
    }
  }

  async resize(width: number, height: number): Promise<void> {
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    await this.#send('Emulation.setDeviceMetricsOverride', metrics);
  }

  /** The value of an expression in the page; a promise is waited for. */
  async evaluate(expression: string): Promise<unknown> {
    const options = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', options);
    if (exceptionDetails !== undefined) throw new Error(text(exceptionDetails, 'exception', 'description'));
    return (result as { value?: unknown }).value;
  }

  #send(method: string, params: Params = {}): Promise<Params> {
    return this.#browser.send(method, params, this.#session);
  }
}

/** A text deep inside what the browser said. */
function text(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (part, key) => (part instanceof Object ? Reflect.get(part, key) : undefined),
    value,
  );
  return String(found);
}
