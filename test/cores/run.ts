/**
 * `npm run cores`: builds every core of examples/cores that this machine has a toolchain for and checks it; the rest is skipped,
 * aloud. Status 1: something is wrong.
 */
import { join } from 'node:path';
import { packageRoot } from '../../src/base/root.ts';
import { coresIn, tryCore } from './cores.ts';

const folder = join(packageRoot(), 'examples/cores');

for (const name of coresIn(folder)) {
  const { skipped, checked, wrong } = tryCore(join(folder, name));
  if (skipped !== null) process.stdout.write(`${name}: SKIPPED: ${skipped}\n`);
  for (const sentence of wrong) process.stdout.write(`${name}: ${sentence}\n`);
  if (wrong.length > 0) process.exitCode = 1;
  else if (skipped === null) process.stdout.write(`${name}: as expected in ${checked.join(', ')}\n`);
}
