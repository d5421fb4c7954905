/** The example is run as a reader runs it, and from within. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../examples/three-nodes.ts';

const root = join(import.meta.dirname, '../..');

test('three nodes elect a leader and apply the same words in the same order', () => {
  const lines: string[] = [];
  run((line) => lines.push(line));
  expect(lines[0]).toBe('node 1 leads term 1');
  for (const id of [1, 2, 3]) {
    expect(lines).toContain(`node ${id} has applied: alpha beta gamma`);
    const applied = lines.filter((line) => line.startsWith(`node ${id} applies`));
    expect(applied.map((line) => line.split(' ')[3])).toEqual(['alpha', 'beta', 'gamma']);
  }
});

test('the program prints what it does', () => {
  const lines: string[] = [];
  run((line) => lines.push(line));
  const path = join(root, 'examples', 'three-nodes.ts');
  const stdout = execFileSync(process.execPath, ['--import', 'tsx', path], { cwd: root, encoding: 'utf8' });
  expect(stdout).toBe(`${lines.join('\n')}\n`);
});
