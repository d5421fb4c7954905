/**
 * `npm run compare`: holds every core of examples/cores that says in what it differs from the built-in one against that, in every
 * spec and in the models of the hazards; with names of specs, in those. A core that cannot be built here is skipped, aloud.
 * Status 1: something is not as expected.
 */
import { join } from 'node:path';
import { packageRoot } from '../../src/base/root.ts';
import { count, duration } from '../../src/report/words.ts';
import { type Compared, comparable, compare, differencesOf, faultOf } from './compare.ts';
import { build, coresIn } from './cores.ts';

const folder = join(packageRoot(), 'examples/cores');
const named = process.argv.slice(2);
const specs = comparable().filter(({ name }) => named.length === 0 || named.includes(name));
const unknown = named.filter((name) => !specs.some((spec) => spec.name === name));
if (unknown.length > 0) {
  process.stderr.write(`there is no spec ${unknown.join(', ')}\n`);
  process.exit(2);
}

for (const core of coresIn(folder)) compareAll(core, join(folder, core));

function compareAll(core: string, home: string): void {
  const differences = differencesOf(home);
  if (differences === null) return;
  const notBuilt = build(home);
  if (notBuilt !== null) {
    const { skipped, wrong } = notBuilt;
    process.stdout.write(`${core}: ${skipped === null ? wrong.join('; ') : `SKIPPED: ${skipped}`}\n`);
    if (skipped === null) process.exitCode = 1;
    return;
  }
  const begun = performance.now();
  const right = specs.filter((spec) => {
    const found = compare(home, spec);
    const fault = faultOf(found, differences[spec.name] ?? null);
    if (fault !== null) process.exitCode = 1;
    process.stdout.write(`${core} ${spec.name}: ${fault ?? inWords(found as Compared)}\n`);
    return fault === null;
  }).length;
  const passed = duration((performance.now() - begun) / 1000);
  process.stdout.write(`${core}: ${right} of ${specs.length} as expected, ${passed}\n`);
}

function inWords({ difference, pairs, states, seconds }: Compared): string {
  const found = difference === null ? 'equal' : `differs after ${difference.steps} steps`;
  return `${found} · ${count(pairs)} pairs · ${count(states)} states · ${duration(seconds)}`;
}
