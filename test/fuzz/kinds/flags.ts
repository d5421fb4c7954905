/** Flags with values, good and bad, from the command's own tables. What they ask for stays small. */
import fc from 'fast-check';
import type { Flag } from '../../../src/cli/flags/flag.ts';
import { reporterNames } from '../../../src/report/reporter.ts';
import { garbageWord } from '../mutate/garbage.ts';

/** Values that are right for a flag, or were. Flags that are not here take one of their words, or small numbers. */
const sound: Readonly<Record<string, readonly string[]>> = {
  invariant: ['election-safety', 'log-matching', 'core-panic', 'leader-elected'],
  workers: ['1', '2', '65', 'none'],
  'max-states': ['1', '10', '1k', '0.5k'],
  'max-memory': ['8g', '1.5G', '1', '512mb'],
  'time-limit': ['20s', '1m', '0.001'],
  budget: ['20s', '1m', '0.001'],
  profile: ['ci', 'small'],
  out: ['out', 'out/deeper/still', 'elsewhere', './out/', 'precious.txt', 'specs', '.'],
  progress: ['auto', 'line', 'plain', 'none', 'true'],
  reporter: [
    ...reporterNames,
    ...reporterNames.map((name) => `${name}=out/report.${name}`),
    'json=',
    '=x',
    'junit=specs',
  ],
  'output-file': ['out/file.txt', 'json=out/file.json', 'specs', 'no/such/folder/file', 'out/x=y'],
  shard: ['1/1', '1/2', '2/2', '3/2', '0/0', '1/99999999999'],
  checkpoint: ['60', '0.001', 'none', '-1'],
  resume: ['out/prevote.checkpoint.json', 'precious.txt', 'no-such-file'],
  runs: ['1', '2', '3', '0'],
  depth: ['0', '1', '7', '20'],
  seed: ['1', '7', '4294967295'],
  step: ['0', '1', '3', '99'],
  action: ['timeout n1', 'deliver', 'crash', 'timeout n9'],
  tier: ['0', '3', '4'],
};
const numbers = ['0', '1', '2', '3', 'none'];

/** Garbage, but none that asks for more than can be had in a moment: a number stays a small or an impossible one. */
const unsound = garbageWord.filter((word) => !/^\d{2,}|e\d|none|inf/i.test(word));
/** Counts of these are counts of work. */
const costly = ['runs', 'max-states', 'time-limit', 'budget', 'depth', 'workers', 'checkpoint'];

function wordFor({ name, words }: Flag): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...(sound[name] ?? words ?? numbers)), weight: 5 },
    { arbitrary: costly.includes(name) ? unsound : garbageWord, weight: 2 },
  );
}

/** A flag as it is typed, in every form there is: one or two words. */
export function typedFlag(flag: Flag): fc.Arbitrary<readonly string[]> {
  const { name, kind } = flag;
  const bare = fc.constantFrom([`--${name}`], [`--no-${name}`]);
  const valued = wordFor(flag).chain((value) =>
    fc.constantFrom([`--${name}`, value], [`--${name}=${value}`]),
  );
  return kind === 'switch'
    ? fc.oneof({ arbitrary: bare, weight: 5 }, { arbitrary: valued, weight: 1 })
    : fc.oneof({ arbitrary: bare, weight: 1 }, { arbitrary: valued, weight: 8 });
}

/** The variable of a flag, with a value that may be good. */
export function setVariable(flag: Flag): fc.Arbitrary<readonly [string, string]> {
  const name = `RAFTCHECK_${flag.name.toUpperCase().replaceAll('-', '_')}`;
  const value =
    flag.kind === 'switch' ? fc.constantFrom('true', 'false', '1', '0', 'yes', '') : wordFor(flag);
  return value.map((text) => [name, text] as const);
}
