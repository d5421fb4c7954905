/** A terminal that is none, with what was said to it: for commands whose output a test reads. */
import type { Terminal } from '../../src/cli/terminal.ts';
import { here } from './here.ts';

export function listener(env: Terminal['env'] = {}): { readonly terminal: Terminal; said(): string } {
  let said = '';
  const terminal: Terminal = {
    ...here,
    env,
    out: (text) => {
      said += text;
    },
    err: () => {},
    losses: [],
    outIsTTY: false,
    errIsTTY: false,
    inIsTTY: false,
    columns: 80,
    rows: 24,
  };
  return { terminal, said: () => said };
}
