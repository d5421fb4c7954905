/** As many cases as take a quarter of a minute on two cores, and four times as many in npm run long. Others: npm run fuzz -- --seed S --cases N. */
import { expect, it } from 'vitest';
import { whole } from '../long.ts';
import { fuzz } from './fuzz.ts';

const [seed, cases] = [16, whole ? 4000 : 1000];
/** Seconds after which a case hangs, and milliseconds of them all: far more than any machine needs. */
const [patience, most] = [600, 3_600_000];

it(`the command keeps every rule in ${cases} cases of bad input`, { timeout: most }, async () => {
  const found: string[] = [];
  await fuzz({ seed, from: 0, to: cases, patience }, ({ number, kind, rule, detail, argv }) =>
    found.push(`case ${number} (${kind}) of seed ${seed}: ${rule}: ${detail}: ${JSON.stringify(argv)}`),
  );
  expect(found).toEqual([]);
});
