/**
 * Progress as a screen. A thread of its own draws it (tui/dashboardthread.ts): the search goes on while Ink is loaded and
 * while a frame is made, and pays for a small message now and then: frames come the more seldom the more they cost, so that
 * even where the search keeps every core busy they take little of it. Until the thread can draw, and should it fail, there
 * is the redrawn line.
 */
import { Worker } from 'node:worker_threads';
import { moduleUrl } from '../base/root.ts';
import type { SearchProgress } from '../run/searchprogress.ts';
import type { SearchSettings } from '../spec/settings.ts';
import type { Snapshot } from '../tui/dashboardrows.ts';
import type { FromScreen, ToScreen } from '../tui/dashboardthread.ts';
import { estimate } from './estimate.ts';
import { type ProgressTeller, progressTeller } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Seconds that a search must have taken before it is worth a screen, and between two frames: least and most. */
const startAfter = 0.7;
const between = { least: 0.25, most: 2 };
/** The thread draws for one part in so many of its time. */
const share = 50;
/** Milliseconds that the thread may take to wipe the screen. */
const patience = 2000;

const showCursor = '\x1b[?25h';
const thread = moduleUrl('src/tui/dashboardthread');

export function screenTeller(
  terminal: Terminal,
  search: SearchSettings,
  title: string,
  color: boolean,
): ProgressTeller {
  const line = progressTeller(terminal, search);
  let screen: Screen | null = null;
  let last: SearchProgress | null = null;
  let due = 0;
  return {
    tell(told) {
      last = told;
      if (screen === null && told.seconds >= startAfter)
        screen = new Screen(terminal, color, () => void line.done());
      if (screen?.state !== 'drawing') {
        line.tell(told);
        return;
      }
      if (told.seconds < due) return;
      due = told.seconds + screen.pause;
      screen.send({ snapshot: snapshotOf(terminal, search, title, told) });
    },
    held(words, seconds) {
      if (screen?.state !== 'drawing' || last === null) line.held(words, seconds);
      // In the place of the estimate: nothing else there moves.
      else screen.send({ snapshot: { ...snapshotOf(terminal, search, title, last), estimate: words } });
    },
    async done() {
      await line.done();
      await screen?.close();
    },
  };
}

/** The thread, as it is seen from here. */
class Screen {
  state: 'loading' | 'drawing' | 'gone' = 'loading';
  /** Seconds to wait before the next frame. */
  pause: number = between.least;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;

  constructor(terminal: Terminal, color: boolean, onReady: () => void) {
    this.#worker = new Worker(thread, { env: inkEnvironment(terminal, color) });
    this.#worker.unref();
    process.on('exit', restoreCursor);
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.state = 'gone';
        resolve();
      };
      this.#worker.on('error', end);
      this.#worker.on('exit', end);
      this.#worker.on('message', (message: FromScreen) => {
        if ('write' in message) (terminal.raw ?? terminal).err(message.write);
        else if ('took' in message) this.pause = pauseAfter(message.took);
        else if ('closed' in message) end();
        else if (this.state === 'loading') {
          onReady();
          this.state = 'drawing';
        }
      });
    });
  }

  send(message: ToScreen): void {
    this.#worker.postMessage(message);
  }

  /** Wipes the screen. A thread that has not drawn anything is not waited for. */
  async close(): Promise<void> {
    if (this.state === 'drawing') {
      this.send({ close: true });
      const late = setTimeout(() => void this.#worker.terminate(), patience);
      await this.#ended;
      clearTimeout(late);
    }
    this.state = 'gone';
    await this.#worker.terminate();
    process.off('exit', restoreCursor);
  }
}

/** Seconds between a frame that took so many milliseconds and the next. */
function pauseAfter(took: number): number {
  return Math.min(between.most, Math.max(between.least, (took / 1000) * share));
}

/** Ink decides about colours and about CI from its environment alone; React checks everything it does but in production. */
function inkEnvironment({ env }: Terminal, color: boolean): Record<string, string> {
  const kept = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[0] !== 'NO_COLOR' && pair[1] !== undefined,
  );
  return {
    ...Object.fromEntries(kept),
    FORCE_COLOR: color ? '1' : '0',
    CI: 'false',
    CONTINUOUS_INTEGRATION: 'false',
    NODE_ENV: 'production',
  };
}

/** A second interrupt ends the process at once: the cursor that Ink has hidden must come back. */
function restoreCursor(): void {
  process.stderr.write(showCursor);
}

function snapshotOf(
  terminal: Terminal,
  search: SearchSettings,
  title: string,
  { progress, seconds, rss, actionKinds, properties }: SearchProgress,
): Snapshot {
  const { actions, ...plain } = progress;
  const perSecond = seconds > 0 ? progress.distinct / seconds : 0;
  return {
    title,
    strategy: search.strategy === 'bfs' ? 'breadth first' : 'depth first',
    progress: plain,
    seconds,
    rss,
    estimate: estimate(progress, search, perSecond),
    actions: actions === undefined ? [] : actionKinds.map((kind, i) => [kind, actions[i] ?? 0]),
    properties,
    width: terminal.columns,
    height: terminal.rows,
  };
}
