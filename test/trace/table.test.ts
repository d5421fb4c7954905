import { expect, test } from 'vitest';
import { tableLines } from '../../src/trace/table.ts';

test('the columns of a table stand below each other, whatever is in them', () => {
  const rows = [
    ['1', 'leader 2 0/1', 'a heartbeat -> 2'],
    ['12', 'off', ''],
    ['3', 'down 1 0/0', 'nothing new'],
  ];
  expect(tableLines({ about: 'all of them', head: ['state', 'n1', 'leads to'], rows })).toEqual([
    'all of them',
    '  state  n1            leads to',
    '  1      leader 2 0/1  a heartbeat -> 2',
    '  12     off',
    '  3      down 1 0/0    nothing new',
  ]);
});

test('a row with fewer cells than the head, as a file of others may have it, is shown as far as it goes', () => {
  expect(tableLines({ about: '', head: ['a', 'b'], rows: [['1'], ['1', '2', '3']] })).toEqual([
    '',
    '  a  b',
    '  1',
    '  1  2',
  ]);
});
