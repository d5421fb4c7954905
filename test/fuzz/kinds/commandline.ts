/** Command lines and variables: of real commands, flags and values, misspelt, repeated, left out and in another order. */
import fc from 'fast-check';
import { allFlags, type Command, commands } from '../../../src/cli/commands.ts';
import { type Case, smallSearches, tamedText } from '../case.ts';
import { type Material, withBug } from '../material.ts';
import { garbageWord } from '../mutate/garbage.ts';
import { calls, mostly } from './documents.ts';
import { setVariable, typedFlag } from './flags.ts';

/** What each command may be given to work on, by its name ('' is the check); files are written for every case. */
const subjects: Readonly<Record<string, readonly string[]>> = {
  '': ['election', 'specs/election.yaml', 'prevote', 'forgetful', 'specs'],
  ci: ['election', 'specs', 'specs/election.yaml', 'alone'],
  merge: ['one.json', 'two.json'],
  replay: ['trace.json'],
  inspect: ['trace.json', 'itf.json'],
  explain: ['trace.json'],
  shrink: ['trace.json'],
  export: ['trace.json'],
  simulate: ['election', 'prevote'],
  reach: ['election', 'n1.role == leader', 'leader-elected'],
  matrix: ['election', '--pre-vote', '--check-quorum'],
  widen: ['election'],
  explore: ['election', 'prevote'],
  farm: ['election', 'prevote'],
  bugs: ['double-vote', 'S57', 's35', 'no-such-bug'],
  schema: ['config', 'spec', 'verdict', 'gate'],
  completion: ['bash', 'zsh'],
};

/** Programs and clusters are not for words that chance has found; who watches is waited for without end. */
function harmless({ name }: { readonly name: string }): boolean {
  return !['engine', 'python', 'worker', 'address', 'watch'].includes(name);
}

type Edit =
  | { readonly op: 'drop' | 'double'; readonly at: number }
  | { readonly op: 'swap'; readonly at: number; readonly other: number }
  | { readonly op: 'insert'; readonly at: number; readonly word: string }
  | { readonly op: 'misspell'; readonly at: number; readonly by: number };

const at = fc.nat({ max: 20 });
const strayWords = [
  '--',
  '-',
  '-h',
  '-v',
  '--help',
  '--version',
  '--no-help',
  '-x',
  '--=',
  '--no-',
  '---nodes=3',
  '--__proto__=1',
  '--constructor',
  '--output-file.',
  '--output-file.junit',
  '--output-file.json=out/a.json',
  '--nodes.x=1',
  '--maxTerm=2',
  '--NODES=3',
  '@file',
];
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ op: fc.constantFrom('drop', 'double'), at }),
  fc.record({ op: fc.constant('swap'), at, other: at }),
  fc.record({ op: fc.constant('insert'), at, word: fc.oneof(fc.constantFrom(...strayWords), garbageWord) }),
  fc.record({ op: fc.constant('misspell'), at, by: fc.nat({ max: 200 }) }),
);

function apply(words: readonly string[], edit: Edit): string[] {
  const i = words.length === 0 ? 0 : edit.at % words.length;
  switch (edit.op) {
    case 'drop':
      return words.toSpliced(i, 1);
    case 'double':
      return words.toSpliced(i, 0, ...words.slice(i, i + 1));
    case 'swap': {
      const other = words.length === 0 ? 0 : edit.other % words.length;
      return words.map((word, k) => (k === i ? words[other] : k === other ? words[i] : word));
    }
    case 'insert':
      return words.toSpliced(i, 0, edit.word);
    case 'misspell':
      return words.map((word, k) => (k === i ? misspelt(word, edit.by) : word));
  }
}

/** A letter more, less, or another one. */
function misspelt(word: string, by: number): string {
  const i = by % (word.length + 1);
  return by % 3 === 0
    ? word.slice(0, i) + word.slice(i + 1)
    : `${word.slice(0, i)}${'xq=-'[by % 4]}${word.slice(i + (by % 2))}`;
}

function wordsOf(command: Command): fc.Arbitrary<readonly string[]> {
  const { name } = command;
  const subject = subjects[name] ?? [];
  const subjectWords =
    subject.length === 0
      ? fc.constant([])
      : fc.oneof(
          { arbitrary: fc.constantFrom(...subject).map((word) => [word]), weight: 8 },
          { arbitrary: garbageWord.map((word) => [word]), weight: 1 },
        );
  const own = (command.flags.length === 0 ? allFlags : command.flags).filter(harmless);
  const flag = fc
    .oneof(
      { arbitrary: fc.constantFrom(...own), weight: 9 },
      { arbitrary: fc.constantFrom(...allFlags.filter(harmless)), weight: 1 },
    )
    .chain(typedFlag);
  return fc
    .tuple(subjectWords, fc.array(flag, { maxLength: 4 }))
    .map(([words, flags]) => [...(name === '' ? [] : [name]), ...words, ...flags.flat()]);
}

/** All bugs of the catalogue take minutes: one that is found at once is named last, and again in case a flag takes it. */
function small(words: readonly string[]): string[] {
  if (words.includes('bugs')) return [...words, 'S57', 'S57'];
  // It goes on as long as its budget lasts.
  if (words.includes('widen')) return [...words, '--budget=1'];
  // It serves until somebody ends it: not on a port that there is none.
  if (words.includes('serve')) return [...words, '--port=70000'];
  // A random behavior of the default length takes seconds.
  return words.includes('simulate') ? [...words, '--depth=10'] : [...words];
}

/** In tenths; `list` and `bugs` take longer than others. */
const weights: Readonly<Record<string, number>> = { '': 60, ci: 30, list: 3, bugs: 3, init: 10 };

export function commandLines({ traces, itf, shards }: Material): fc.Arbitrary<Case> {
  const files = {
    'trace.json': traces[0],
    'itf.json': itf[0],
    'one.json': shards[0],
    'two.json': shards[1],
  };
  const words = fc.oneof(
    // It speaks frames, and not to people.
    ...commands
      .filter(({ name }) => name !== 'farm-worker')
      .map((command) => ({ arbitrary: wordsOf(command), weight: weights[command.name] ?? 20 })),
  );
  const edits = fc.array(edit, { maxLength: 3 });
  return fc.record({ words, edits }).map(({ words, edits }) => {
    const argv = small(edits.reduce(apply, [...words]).map(tamedText));
    return {
      kind: 'command line',
      argv,
      env: smallSearches,
      files: argv.includes('forgetful') ? { ...files, ...withBug } : files,
    };
  });
}

export function variables({ traces }: Material): fc.Arbitrary<Case> {
  const odd = fc.tuple(
    fc.constantFrom(
      'RAFTCHECK_',
      'RAFTCHECK_NODE',
      'RAFTCHECK_max_term',
      'RAFTCHECK_HELP',
      'RAFTCHECK___PROTO__',
    ),
    garbageWord,
  );
  const others = fc.tuple(
    fc.constantFrom('NO_COLOR', 'FORCE_COLOR', 'TERM', 'GITHUB_ACTIONS', 'CI'),
    fc.constantFrom('', '0', '1', 'true', 'dumb'),
  );
  const variable = fc.oneof(
    { arbitrary: fc.constantFrom(...allFlags.filter(harmless)).chain(setVariable), weight: 12 },
    { arbitrary: odd, weight: 1 },
    { arbitrary: others, weight: 2 },
  );
  const quick = calls(
    'election',
    'election --json',
    'ci election',
    'replay trace.json',
    'explain trace.json',
    'export trace.json',
    'simulate election --depth=10',
    'init',
  );
  const argv = mostly(quick, calls('list', 'bugs S57'));
  const env = fc.array(variable, { minLength: 1, maxLength: 3 });
  return fc.record({ argv, env }).map(({ argv, env }) => ({
    kind: 'variables',
    argv,
    env: { ...smallSearches, ...Object.fromEntries(env.map(([name, value]) => [name, tamedText(value)])) },
    files: { 'trace.json': traces[0] },
  }));
}
