/**
 * Random behaviors of the built product in a process of their own: node --import tsx test/bench/walks.ts <spec> <behaviors> <how>,
 * where `one` makes the steps that are drawn, as the product does, and `all` makes every step of a state before one is
 * drawn. Prints the steps a CPU second, the processor's time of the whole process.
 */
import { pathToFileURL } from 'node:url';
import type * as FarBoundsModule from '../../src/cli/farbounds.ts';
import type * as LikelihoodModule from '../../src/cluster/likelihood.ts';
import type { TransitionSystem } from '../../src/explore/system.ts';
import type * as WalkModule from '../../src/explore/walk.ts';
import type * as ComposeModule from '../../src/run/compose.ts';
import type * as InvariantsModule from '../../src/run/invariants.ts';
import type * as LoadModule from '../../src/spec/load.ts';

const root = new URL('../../', import.meta.url);

/** The product as it is built, so that what is timed is what ships. */
function built<T>(file: string): Promise<T> {
  return import(new URL(`out/build/src/${file}`, pathToFileURL(root.pathname)).href);
}

/** The same, and every step has to be made. */
function withoutOneByOne(system: TransitionSystem): TransitionSystem {
  return {
    ...{ width: system.width, bounds: system.bounds, cuts: system.cuts },
    get actionKinds() {
      return system.actionKinds;
    },
    init: (emit) => system.init(emit),
    next: (state, emit) => system.next(state, emit),
    expand: (states, count, into) => system.expand?.(states, count, into),
    judge: (state) => system.judge(state),
  };
}

async function measure(name: string, runs: number, how: string): Promise<number> {
  const { findSpec, readSpec } = await built<typeof LoadModule>('spec/load.js');
  const { farBounds } = await built<typeof FarBoundsModule>('cli/farbounds.js');
  const { chooseProperties } = await built<typeof InvariantsModule>('run/invariants.js');
  const { compose } = await built<typeof ComposeModule>('run/compose.js');
  const { likelihood } = await built<typeof LikelihoodModule>('cluster/likelihood.js');
  const { walk } = await built<typeof WalkModule>('explore/walk.js');
  const path = findSpec(name);
  const { model } = readSpec(path, []).spec;
  const parsed = readSpec(path, [farBounds(model)]);
  const properties = (await chooseProperties(parsed)).map(({ property }) => property);
  const { cluster } = await compose({ model: parsed.spec.model, core: null, properties });
  const system = how === 'all' ? withoutOneByOne(cluster) : cluster;
  const walking = walk(system, { first: 0, runs, depth: 500, seed: 1, weigh: likelihood });
  for (;;) {
    const turn = walking.next(null);
    if (!turn.done) continue;
    const { user, system: inSystem } = process.cpuUsage();
    return (1e6 * turn.value.states) / (user + inSystem);
  }
}

const [spec, runs, how] = process.argv.slice(2);
process.stdout.write(`${await measure(spec, Number(runs), how)}\n`);
