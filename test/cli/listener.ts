/** A terminal that is none, with what was said to it: for commands whose output a test reads. */
import type { Terminal } from '../../src/cli/terminal.ts';
import { here } from './here.ts';

interface Listener {
  readonly terminal: Terminal;
  said(): string;
  /** On stderr. */
  warned(): string;
}

export function listener(env: Terminal['env'] = {}): Listener {
  let [said, warned] = ['', ''];
  const terminal: Terminal = {
    ...here,
    env,
    out: (text) => {
      said += text;
    },
    err: (text) => {
      warned += text;
    },
    losses: [],
    outIsTTY: false,
    errIsTTY: false,
    inIsTTY: false,
    columns: 80,
    rows: 24,
  };
  return { terminal, said: () => said, warned: () => warned };
}
