/**
 * A node of examples/kv as the tests start it: on a free port, with a clock and a disk that misbehave when they are told to.
 * Run by cluster.ts as `tsx test/examples/kv/node.ts`, with a channel to the test; without it the process ends.
 */
import { mkdirSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import { type Clock, systemClock } from '../../../examples/kv/clock.ts';
import type { Store } from '../../../examples/kv/disk.ts';
import { readOptions } from '../../../examples/kv/options.ts';
import { Server } from '../../../examples/kv/server.ts';

/** What the test says. `ticks`: so many at once. `still`: for so many ms none. `full`: the disk takes nothing more. */
export type Command = { readonly ticks: number } | { readonly still: number } | { readonly full: boolean };

/** What the node says. */
export type Told = { readonly port: number } | { readonly ended: string | null };

let call = (): void => undefined;
let stillUntil = 0;
let full = false;

const clock: Clock = {
  every(ms, given) {
    call = given;
    return systemClock.every(ms, () => {
      if (performance.now() >= stillUntil) given();
    });
  },
};

async function openStore(folder: string): Promise<Store> {
  mkdirSync(folder, { recursive: true });
  const store = new ClassicLevel(folder);
  await store.open();
  return {
    get: (key) => store.get(key),
    iterator: (range) => store.iterator(range),
    close: () => store.close(),
    async batch(operations, options) {
      if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      await store.batch(operations, options);
    },
  };
}

function tell(told: Told): void {
  process.send?.(told);
}

function listen(command: Command): void {
  if ('full' in command) full = command.full;
  else if ('still' in command) stillUntil = performance.now() + command.still;
  else for (let i = 0; i < command.ticks; i++) call();
}

function fail(error: unknown): void {
  tell({ ended: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  // What was said has to get out first.
  process.disconnect();
  process.exitCode = 1;
}

process.on('message', listen);
process.on('disconnect', () => process.exit());

const server = Server.start(readOptions(process.argv.slice(2)), {
  clock,
  openStore,
  ended(error) {
    if (error !== null) return fail(error);
    tell({ ended: null });
    void server.then((started) => started.stop()).then(() => process.disconnect());
  },
});
server.then((started) => tell({ port: started.port }), fail);
