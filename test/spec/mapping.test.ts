/** A mapping that is wrong is told with its place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { readMapping } from '../../src/spec/mapping.ts';

const folder = mkdtempSync(join(tmpdir(), 'raftcheck-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const right = [
  'event: did',
  'node: at',
  'events: { start: InitState, send: Send, recv: Receive }',
  'state: { term: term }',
  'message: { type: t, from: f, to: o }',
];

function troubleOf(lines: readonly string[]): object | null {
  const file = join(folder, 'm.yaml');
  writeFileSync(file, lines.join('\n'));
  try {
    readMapping(file);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { where, ...rest } = error.trouble;
    return { ...rest, where: where?.replace(`${file}:`, '') };
  }
}

it('is read where it is right', () => expect(troubleOf(right)).toBeNull());

it.each([
  [0, 'event: 5', { where: '1:8' }],
  [1, 'node: at\nnodes: at', { where: '3:1', message: "unknown key 'nodes'" }],
  [2, 'events: { start: InitStat, send: Send, recv: Receive }', { where: '3:18' }],
  [
    2,
    'events: { start: InitState, send: Send }',
    { where: '3:9', message: 'no event of the log is Receive' },
  ],
  [3, 'state: { trem: term }', { where: '4:10', message: "unknown key 'trem' in state" }],
  [4, 'message: { type: t, from: f }', { message: 'message.to is missing' }],
  [4, 'message: [', {}],
])('line %i as "%s" is refused at its place', (at, line, trouble) => {
  expect(troubleOf(right.with(at, line))).toMatchObject(trouble);
});
