/** The page of seeded bugs: its table is what a run has printed, and it forgets no spec. */
import { describe, expect, it } from 'vitest';
import { readSpec, specFiles } from '../../src/spec/load.ts';
import { read } from '../house/sources.ts';
import { type Row, replaced, table } from './table.ts';

const row = (fields: Partial<Row>): Row => ({
  row: 'S1',
  name: 'a-bug',
  source: 'a|b',
  property: 'election-safety',
  length: 6,
  distinct: 1234,
  seconds: 0.25,
  expected: true,
  published: [],
  ...fields,
});

describe('the table', () => {
  it('goes by the number of the row, and has published figures beside ours', () => {
    const published = [{ by: 'SandTable X', seconds: 3, depth: 8, states: 3534 }];
    expect(
      table([row({ row: 'S10' }), row({ row: 'S2', published })])
        .split('\n')
        .slice(2),
    ).toEqual([
      '| S2 | `a-bug` | a\\|b | `election-safety` | 6 | 1,234 | 0.3 | SandTable X: 3 s, depth 8, 3,534 |',
      '| S10 | `a-bug` | a\\|b | `election-safety` | 6 | 1,234 | 0.3 |  |',
    ]);
  });
  it('says of a hidden edit that nothing broke', () => {
    expect(table([row({ property: null, length: null })])).toContain('| nothing broken |  | 1,234 |');
  });
  it('takes the place between its marks, and nothing else', () => {
    const page = 'a\n<!-- found -->\nold\n<!-- end of found -->\nb\n';
    expect(replaced(page, 'found', 'new')).toBe('a\n<!-- found -->\n\nnew\n\n<!-- end of found -->\nb\n');
    expect(() => replaced('a', 'found', 'new')).toThrow('no place');
  });
});

describe('docs/bugs.md', () => {
  const page = read('docs/bugs.md');

  it.each(specFiles('bugs'))('has $name as it is pinned', ({ path }) => {
    const { name, bug, expect: pinned } = readSpec(path).spec;
    const line = page.split('\n').find((text) => text.startsWith(`| ${bug?.row} | \`${name}\` |`));
    const cells = line?.split(' | ').slice(-5, -3);
    const wanted =
      pinned.verdict === 'ok' ? ['nothing broken', ''] : [`\`${pinned.property}\``, `${pinned.length}`];
    expect(cells, `run test/catalogue/write.ts for ${name}`).toEqual(wanted);
  });
});
