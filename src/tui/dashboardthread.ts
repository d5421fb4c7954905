/**
 * The thread that draws the dashboard. Ink takes half a second to load and 20 to 40 ms a frame: here the search waits for
 * neither. Snapshots come in; what is to be written on the terminal goes out, and what the frame has cost, so that the next
 * can be spared where cores are few.
 */
import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import { openDashboard } from './dashboard.tsx';
import type { Snapshot } from './dashboardrows.ts';

/** A message to this thread; `close` wipes the screen. */
export type ToScreen = { readonly snapshot: Snapshot } | { readonly close: true };

/** From this thread: it can draw, something to write, milliseconds that a frame has taken, it has wiped the screen. */
export type FromScreen =
  | { readonly ready: true }
  | { readonly write: string }
  | { readonly took: number }
  | { readonly closed: true };

/** Enough of a terminal for Ink; its size comes with each snapshot. */
class FarTerminal extends EventEmitter {
  readonly isTTY = true;
  columns = 80;
  rows = 24;

  write(text: string): boolean {
    tell({ write: text });
    return true;
  }
}

function tell(message: FromScreen): void {
  parentPort?.postMessage(message);
}

const terminal = new FarTerminal();
const dashboard = openDashboard(terminal);

parentPort?.on('message', (message: ToScreen) => {
  if ('snapshot' in message) {
    terminal.columns = message.snapshot.width;
    terminal.rows = message.snapshot.height;
    const start = performance.now();
    dashboard.show(message.snapshot);
    tell({ took: performance.now() - start });
    return;
  }
  dashboard.close();
  tell({ closed: true });
  parentPort?.close();
});

tell({ ready: true });
