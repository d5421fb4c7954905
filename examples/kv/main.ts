/**
 * A node of a replicated key-value store on the Raft core that raftcheck checks. README.md says how it is used.
 *
 *     npx tsx examples/kv/main.ts --help
 */
import { mkdirSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import { systemClock } from './clock.ts';
import { readOptions, UsageError, usage } from './options.ts';
import { Server } from './server.ts';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return void process.stdout.write(usage);
  const options = readOptions(args);
  const server = await Server.start(options, {
    clock: systemClock,
    async openStore(folder) {
      mkdirSync(folder, { recursive: true });
      const store = new ClassicLevel(folder);
      await store.open();
      return store;
    },
    ended(error) {
      if (error !== null) return fail(error);
      process.stdout.write(`node ${options.id} was removed\n`);
      void server.stop().then(() => process.exit(0));
    },
  });
  process.stdout.write(`node ${options.id} listens at http://${options.host}:${server.port}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  }
}

/** Nothing is saved any more, so nothing may be said any more: the node ends, and begins again with what its disk has. */
function fail(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  process.stderr.write(`${error instanceof Error ? error.message : error}${cause}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

// Whoever has read what is printed may be gone: that is nothing to the node.
process.stdout.on('error', () => undefined);
main(process.argv.slice(2)).catch(fail);
