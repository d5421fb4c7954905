/** The functions that explanations name exist where they say. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const here = new URL('../../../', import.meta.url);

it('every function that an explanation names is in the file it names', () => {
  const sources = ['actions.ts', 'handler.ts'].map((file) =>
    readFileSync(new URL(`src/trace/explain/${file}`, here), 'utf8'),
  );
  const named = [...sources.join('').matchAll(/'(src\/raft\/\w+\.ts) (\w+)'/g)];
  const missing = named.filter(
    ([, file, name]) => !new RegExp(`function ${name}\\b`).test(readFileSync(new URL(file, here), 'utf8')),
  );
  expect(missing.map(([whole]) => whole)).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});
