/**
 * The thread that draws the dashboard. Ink takes most of a second to load and some milliseconds a frame: here neither
 * costs the search anything. Snapshots come in; what is to be written on the terminal goes out.
 */
import { EventEmitter } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { openDashboard } from './dashboard.tsx';
import type { Snapshot } from './dashboardrows.ts';

/** To this thread; `close` wipes the screen. */
export type ToScreen = { readonly snapshot: Snapshot } | { readonly close: true };

/** From this thread: it can draw, something to write, it has wiped the screen. */
export type FromScreen = { readonly ready: true } | { readonly write: string } | { readonly closed: true };

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
    dashboard.show(message.snapshot);
    return;
  }
  dashboard.close();
  tell({ closed: true });
  parentPort?.close();
});

tell({ ready: true });
