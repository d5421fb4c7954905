import { expect, it } from 'vitest';
import { list } from '../../src/cli/list.ts';
import { listener } from './listener.ts';

async function shown(columns: number, outIsTTY: boolean): Promise<string[]> {
  const { terminal, said } = listener({ NO_COLOR: '1' });
  await list({ words: [] }, { ...terminal, columns, outIsTTY });
  return said().trimEnd().split('\n');
}

it('a list fits the terminal, its texts broken between words, and has a line for each where nobody sees it', async () => {
  const [narrow, wide] = [await shown(100, true), await shown(100, false)];
  expect(narrow.filter((line) => line.length > 100)).toEqual([]);
  expect(wide.length).toBeLessThan(narrow.length);
  const words = (lines: string[]): string => lines.join(' ').split(/\s+/).join(' ');
  expect(words(narrow)).toBe(words(wide));
});

it('a list on a terminal with no room for two columns is not broken to pieces', async () => {
  expect(await shown(30, true)).toEqual(await shown(30, false));
});
