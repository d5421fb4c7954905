/**
 * How fast the explorer is by itself: tables, stores and searches over synthetic systems whose successors cost next to
 * nothing. Run: node --import tsx test/bench/explore.ts [millions of states, default 2]. Times are processor time, so
 * that a busy machine disturbs less; the figures to compare are ns per look-up or per generated state, and bytes a state.
 */
import { search } from '../../src/explore/search.ts';
import { ownStore } from '../../src/explore/store.ts';
import type { Exploration, TransitionSystem } from '../../src/explore/system.ts';
import { IntPairMap } from '../../src/explore/table.ts';

const stateCount = 1e6 * Number(process.argv[2] ?? 2);
const stateWidth = 7;

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function show(what: string, figures: Record<string, string | number>): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`${what.padEnd(34)} ${text.join('   ')}\n`);
}

/** A deterministic stream of integers below `bound`. */
function numbers(seed: number): (bound: number) => number {
  let x = seed;
  return (bound) => {
    x = (Math.imul(x, 1664525) + 1013904223) | 0;
    return Math.floor(((x >>> 0) / 2 ** 32) * bound);
  };
}

/**
 * A system like a cluster in shape: WIDTH parts, each of which counts up to `top`, an action moving two of them (a node
 * and its inbox). Parts are ids in no order, as an interner would give them. Reaches about (top + 1)^WIDTH states.
 */
function counters(top: number): TransitionSystem {
  const random = numbers(7);
  const ids = Array.from({ length: stateWidth }, () => {
    const names = Int32Array.from({ length: top + 1 }, (_, i) => i * 37 + random(37));
    return names.sort((a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009));
  });
  const counts = ids.map((names) => {
    const inverse = new Int32Array(40 * (top + 1));
    names.forEach((id, count) => {
      inverse[id] = count;
    });
    return inverse;
  });
  const successor = new Int32Array(stateWidth);
  return {
    width: stateWidth,
    actionKinds: ['one', 'two'],
    bounds: ['top'],
    cuts: new Float64Array(1),
    init: (emit) =>
      emit(
        Int32Array.from(ids, (names) => names[0]),
        0,
        0,
        -1,
      ),
    next(state, emit) {
      for (let i = 0; i < stateWidth; i++) successor[i] = state[i];
      for (let i = 0; i < stateWidth; i++) {
        const count = counts[i][state[i]];
        const j = (i + 3) % stateWidth;
        const other = counts[j][state[j]];
        if (count === top) {
          this.cuts[0]++;
          continue;
        }
        successor[i] = ids[i][count + 1];
        emit(successor, 0, i, -1);
        if (other < top) {
          successor[j] = ids[j][other + 1];
          emit(successor, 1, i, -1);
          successor[j] = state[j];
        }
        successor[i] = state[i];
      }
    },
    judge: () => -1,
  };
}

function benchMap(entries: number): void {
  const map = new IntPairMap();
  const random = numbers(3);
  const width = Math.ceil(Math.sqrt(entries));
  const set = cpuSeconds(() => {
    for (let i = 0; i < entries; i++) map.set(i % width, Math.floor(i / width), i);
  });
  const reads = 1e7;
  let sum = 0;
  const get = cpuSeconds(() => {
    for (let i = 0; i < reads; i++) sum += map.get(random(width), random(width - 1));
  });
  show(`IntPairMap, ${entries} entries`, {
    'set ns': ((set / entries) * 1e9).toFixed(1),
    'get ns': ((get / reads) * 1e9).toFixed(1),
    'bytes each': (map.bytes / map.size).toFixed(1),
    check: sum % 10,
  });
}

function benchStore(name: string, pack: boolean): void {
  const random = numbers(5);
  const store = ownStore(stateWidth, pack);
  const state = new Int32Array(stateWidth);
  const values = Math.ceil(stateCount ** (1 / stateWidth) * 1.5);
  let inserts = 0;
  const seconds = cpuSeconds(() => {
    for (; inserts < 2 * stateCount && store.size < stateCount; inserts++) {
      for (let k = 0; k < stateWidth; k++) state[k] = random(values);
      if (store.stage(state) === 127) store.resolve(stateCount);
    }
  });
  show(`${name} store, random states`, {
    'insert ns': ((seconds / inserts) * 1e9).toFixed(1),
    states: store.size,
    'bytes a state': (store.bytes / store.size).toFixed(2),
  });
}

function benchSearch(name: string, pack: boolean, strategy: 'bfs' | 'dfs'): void {
  const run = search(counters(9), { strategy, pack, depth: Number.POSITIVE_INFINITY, maxStates: stateCount });
  const rss = process.memoryUsage().rss;
  let found: Exploration | undefined;
  const seconds = cpuSeconds(() => {
    for (let turn = run.next(null); ; turn = run.next(null)) {
      if (turn.done) {
        found = turn.value;
        break;
      }
    }
  });
  if (found === undefined) return;
  show(`${name} search, ${strategy}`, {
    distinct: found.distinct,
    generated: found.generated,
    'ns a generated': ((seconds / found.generated) * 1e9).toFixed(1),
    'generated/s': Math.round(found.generated / seconds),
    'distinct/s': Math.round(found.distinct / seconds),
    'bytes a state': (found.storeBytes / found.distinct).toFixed(2),
    'rss a state': ((process.memoryUsage().rss - rss) / found.distinct).toFixed(1),
  });
}

const parts: Record<string, () => void> = {
  map: () => {
    benchMap(40_000);
    benchMap(4_000_000);
  },
  store: () => {
    benchStore('flat', false);
    benchStore('packed', true);
  },
  bfs: () => benchSearch('packed', true, 'bfs'),
  flat: () => benchSearch('flat', false, 'bfs'),
  dfs: () => benchSearch('packed', true, 'dfs'),
};

const wanted = process.argv.slice(3);
for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) part();
