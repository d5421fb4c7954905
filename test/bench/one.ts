/**
 * One search of the built product, timed from inside, in a process of its own: node --import tsx test/bench/one.ts
 * <spec> <json of a spec document laid over it>. It is the command's own search, threads included, without its report.
 * Prints one JSON object.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as CallMemoryModule from '../../src/run/callmemory.ts';
import type * as ExploreModule from '../../src/run/explore.ts';
import type * as LoadModule from '../../src/spec/load.ts';

export interface Figures {
  readonly spec: string;
  readonly distinct: number;
  readonly generated: number;
  readonly complete: boolean;
  readonly seconds: number;
  /** Per second, from one second after the start of the search on. */
  readonly distinctPerSecond: number;
  readonly generatedPerSecond: number;
  readonly generatedPerStepCall: number;
  /** Of the visited set, the packed states and the parent links. */
  readonly storeBytesPerState: number;
  /** Of the whole process at its greatest, less what it held before the search. */
  readonly residentBytesPerState: number;
  readonly peakRssBytes: number;
}

const root = new URL('../../', import.meta.url);

/** The product as it is built, so that what is timed is what ships. */
function built<T>(file: string): Promise<T> {
  return import(new URL(`out/build/src/${file}`, pathToFileURL(root.pathname)).href);
}

async function measure(name: string, overlay: Record<string, unknown>): Promise<Figures> {
  const { findSpec, readSpec } = await built<typeof LoadModule>('spec/load.js');
  const { explore } = await built<typeof ExploreModule>('run/explore.js');
  const { callMemory, SharedCallMonitor } = await built<typeof CallMemoryModule>('run/callmemory.js');
  const parsed = readSpec(findSpec(name), [{ values: overlay, where: () => 'the benchmark' }]);
  const out = mkdtempSync(join(tmpdir(), 'raftcheck-bench-'));
  const before = process.memoryUsage.rss();
  let warm = { at: 0, distinct: 0, generated: 0 };
  const { exploration, stepCalls, seconds } = await explore(parsed, {
    core: null,
    out,
    monitor: new SharedCallMonitor(callMemory()),
    remark: () => {},
    lost: () => {},
    keepDrivers: () => {},
    newCallMemory: callMemory,
    tell: ({ progress: { distinct, generated }, seconds: at }) => {
      if (warm.at === 0 && at >= 1) warm = { at, distinct, generated };
    },
    host: {
      now: () => performance.now() / 1000,
      rss: () => process.memoryUsage.rss(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      interrupted: () => false,
      until: () => {},
    },
  });
  rmSync(out, { recursive: true });
  const { distinct, generated, complete, storeBytes } = exploration;
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  return {
    spec: name,
    distinct,
    generated,
    complete,
    seconds,
    distinctPerSecond: (distinct - warm.distinct) / (seconds - warm.at),
    generatedPerSecond: (generated - warm.generated) / (seconds - warm.at),
    generatedPerStepCall: generated / stepCalls,
    storeBytesPerState: storeBytes / distinct,
    residentBytesPerState: (peakRssBytes - before) / distinct,
    peakRssBytes,
  };
}

const [name = 'raft', overlay = '{}'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await measure(name, JSON.parse(overlay)))}\n`);
