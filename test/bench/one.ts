/**
 * One search of the built product, timed from inside, in a process of its own: node --import tsx test/bench/one.ts
 * <spec> <json of a spec document laid over it>. Prints one JSON object.
 */
import { pathToFileURL } from 'node:url';
import type * as ComposeModule from '../../src/cli/compose.ts';
import type * as InvariantsModule from '../../src/cli/invariants.ts';
import type * as SearchModule from '../../src/explore/search.ts';
import type { StopReason } from '../../src/explore/system.ts';
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
  /** Of the whole process, less what it held before the search. */
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
  const { compose } = await built<typeof ComposeModule>('cli/compose.js');
  const { chooseProperties } = await built<typeof InvariantsModule>('cli/invariants.js');
  const { search } = await built<typeof SearchModule>('explore/search.js');
  const parsed = readSpec(findSpec(name), [{ values: overlay, where: () => 'the benchmark' }]);
  const { spec } = parsed;
  const properties = await chooseProperties(parsed);
  const parts = { name, model: spec.model, bug: null, bugPlace: '', properties, out: 'out' };
  const { cluster } = await compose(parts);
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const slices = search(cluster, {
    strategy: spec.search.strategy,
    depth: spec.search.depth ?? Number.MAX_SAFE_INTEGER,
    pack: spec.search.pack,
    maxStates: spec.search.maxStates ?? Number.MAX_SAFE_INTEGER,
  });
  let warm = { at: start, distinct: 0, generated: 0 };
  const reason: StopReason | null = null;
  for (;;) {
    const slice = slices.next(reason);
    const now = performance.now();
    if (!slice.done) {
      if (warm.at === start && now - start >= 1000) warm = { ...slice.value, at: now };
      continue;
    }
    const { distinct, generated, complete, storeBytes } = slice.value;
    const warmSeconds = (now - warm.at) / 1000;
    return {
      spec: name,
      distinct,
      generated,
      complete,
      seconds: (now - start) / 1000,
      distinctPerSecond: (distinct - warm.distinct) / warmSeconds,
      generatedPerSecond: (generated - warm.generated) / warmSeconds,
      generatedPerStepCall: generated / cluster.stepCalls,
      storeBytesPerState: storeBytes / distinct,
      residentBytesPerState: (process.memoryUsage.rss() - before) / distinct,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    };
  }
}

const [name = 'raft', overlay = '{}'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await measure(name, JSON.parse(overlay)))}\n`);
