/**
 * The dashboard on a terminal: each snapshot replaces the frame before it.
 */
import type { EventEmitter } from 'node:events';
import { render } from 'ink';
import { dashboardRows, type Snapshot } from './dashboardrows.ts';
import { Rows } from './paint.tsx';

/** What is needed of a terminal to draw on it. */
export interface Canvas extends EventEmitter {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  write(text: string): boolean;
}

export interface OpenDashboard {
  show(snapshot: Snapshot): void;
  /** Leaves nothing on the terminal. */
  close(): void;
}

/** Rates kept: more than the widest terminal shows. */
const rateCount = 500;

export function Dashboard({
  snapshot,
  rates,
}: {
  readonly snapshot: Snapshot;
  readonly rates: readonly number[];
}) {
  return <Rows rows={dashboardRows(snapshot, rates)} width={snapshot.width} />;
}

export function openDashboard(canvas: Canvas): OpenDashboard {
  // Ink asks for a whole stream and uses no more of it than a canvas has.
  const stdout = canvas as unknown as NodeJS.WriteStream;
  let rates: readonly number[] = [];
  let last: Snapshot | null = null;
  let app: ReturnType<typeof render> | null = null;
  return {
    show(snapshot) {
      rates = [...rates, rateSince(last, snapshot)].slice(-rateCount);
      last = snapshot;
      const screen = <Dashboard snapshot={snapshot} rates={rates} />;
      if (app === null) app = render(screen, { stdout, patchConsole: false, exitOnCtrlC: false });
      else app.rerender(screen);
    },
    close() {
      app?.clear();
      app?.unmount();
    },
  };
}

/** Distinct states a second between two snapshots; since the beginning for the first. */
function rateSince(before: Snapshot | null, now: Snapshot): number {
  const seconds = now.seconds - (before?.seconds ?? 0);
  const states = now.progress.distinct - (before?.progress.distinct ?? 0);
  return seconds > 0 ? states / seconds : 0;
}
