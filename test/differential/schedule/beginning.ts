/** The first lines of a schedule: the nodes, their options, and the configuration they begin with. */
import type { Random } from './random.ts';

export interface Beginning {
  /** How many nodes there are; their ids are 1 to this. */
  readonly nodes: number;
  readonly lines: readonly string[];
}

/** A cluster with every option of Config at random; mostly the same options at all nodes. */
export function beginning(random: Random): Beginning {
  const nodes = random.weighted([
    [5, 1],
    [8, 2],
    [52, 3],
    [15, 4],
    [20, 5],
  ]);
  const ids = Array.from({ length: nodes }, (_, i) => i + 1);
  const common = options(random);
  const own = (): readonly string[] => (random.chance(0.06) ? options(random) : common);
  if (random.chance(0.06)) return bootstrapped(ids, own);

  const members = membership(ids, random);
  const snapshot = firstSnapshot(members, random);
  const lines = ids.map((id) => {
    const words = members.outsiders.includes(id) ? own() : [...own(), `snap=${snapshot}`];
    return ['node', id, ...words].join(' ');
  });
  return { nodes, lines };
}

/** Nodes with nothing stored, told of one another by Bootstrap. */
function bootstrapped(ids: readonly number[], own: () => readonly string[]): Beginning {
  const lines = ids.flatMap((id) => [['node', id, ...own()].join(' '), `boot ${id} ${ids.join('.')}`]);
  return { nodes: ids.length, lines };
}

interface Members {
  voters: number[];
  learners: number[];
  /** Nodes that no configuration knows yet. */
  outsiders: number[];
}

function membership(ids: readonly number[], random: Random): Members {
  const members: Members = { voters: [], learners: [], outsiders: [] };
  for (const id of ids) {
    const role = random.weighted([
      [76, members.voters],
      [12, members.learners],
      [12, members.outsiders],
    ]);
    if (id === 1) members.voters.push(id);
    else role.push(id);
  }
  return members;
}

/** The snapshot that all storages begin with, in the text that the option "snap" takes. */
function firstSnapshot({ voters, learners }: Members, random: Random): string {
  const index = random.chance(0.12) ? 0 : random.between(2, 12);
  const joint = index > 0 && random.chance(0.04);
  const outgoing = joint ? voters.filter((id) => id === 1 || random.chance(0.6)) : [];
  const autoLeave = joint && random.chance(0.5);
  const conf = `${voters.join('.')}/${outgoing.join('.')}/${learners.join('.')}//${autoLeave ? 1 : 0}`;
  return `${index}/${index === 0 ? 0 : 1}//${conf}`;
}

/** Words for the options of one node; what is left out has its default. */
export function options(random: Random): string[] {
  const election = random.between(2, 8);
  const words = [
    `election=${election}`,
    `heartbeat=${random.between(1, Math.min(3, election - 1))}`,
    `jitter=${random.below(election)}`,
    ...sizes(random),
  ];
  const option = (probability: number, word: string): void => {
    if (random.chance(probability)) words.push(word);
  };
  option(0.35, 'async=1');
  option(0.4, 'prevote=1');
  option(0.15, 'noforward=1');
  option(0.12, 'novalidate=1');
  option(0.5, 'stepdown=1');
  if (random.chance(0.45)) {
    words.push('checkquorum=1');
    option(0.35, 'lease=1');
  }
  // A Config that does not validate: the node cannot start.
  option(0.002, 'heartbeat=9');
  return words;
}

function sizes(random: Random): string[] {
  const words: string[] = [];
  const message = random.weighted([
    [6, null],
    [1, 0],
    [3, random.between(1, 60)],
  ]);
  if (message !== null) words.push(`msgsize=${message}`);
  // Without this, messages of one entry would mean that nothing may be applied: a panic at the first commit.
  const mustLimit = message === 0 && random.chance(0.95);
  if (mustLimit || random.chance(0.35)) {
    words.push(`readysize=${random.chance(0.2) ? 'max' : random.between(1, 60)}`);
  }
  if (random.chance(0.3)) words.push(`uncommitted=${random.between(1, 40)}`);
  if (random.chance(0.6)) words.push(`inflight=${random.between(1, 4)}`);
  if (random.chance(0.35)) {
    words.push(`inflightbytes=${message === null ? 'max' : message + random.between(0, 30)}`);
  }
  return words;
}
