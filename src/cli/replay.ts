import type { Arguments } from './settings.ts';
import type { Terminal } from './terminal.ts';
export async function replay(args: Arguments, terminal: Terminal): Promise<number> {
  terminal.out(JSON.stringify(args));
  return 0;
}
