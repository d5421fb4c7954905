/** The core's README names every message and option, and nothing that is not there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/raft/config.ts';
import { messageTypes } from '../../src/raft/pb.ts';

const root = join(import.meta.dirname, '../..');
const raft = join(root, 'src/raft');
const readme = readFileSync(join(raft, 'README.md'), 'utf8');
/** The first cell of every table row. */
const rows = readme.split('\n').flatMap((line) => line.match(/^\| (\w+) *\|/)?.[1] ?? []);

test('every message type has its row, in one table', () => {
  expect(rows.filter((row) => row.startsWith('Msg')).sort()).toEqual([...messageTypes].sort());
});

test('every option of Config has its row', () => {
  expect(rows).toEqual(expect.arrayContaining(Object.keys(defaultConfig)));
});

test('every file that is named exists, and has the functions that follow its name', () => {
  const named = [...readme.matchAll(/`([\w/-]+\.ts)`((?:,? [a-z]+[A-Z]\w*)*)/g)];
  expect(named.length).toBeGreaterThan(40);
  for (const [, file, functions] of named) {
    const path = [join(raft, file), join(root, file)].find((candidate) => existsSync(candidate));
    expect(path, file).toBeDefined();
    const source = readFileSync(path!, 'utf8');
    for (const name of functions.split(/[ ,]+/).filter((word) => word !== '')) {
      expect(source, `${name} in ${file}`).toContain(`function ${name}(`);
    }
  }
});
