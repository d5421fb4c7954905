/** The conformance script as it is called from outside: its exit status and what it prints. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A new folder with these files in it. */
function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name);
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function conformance(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = join(import.meta.dirname, 'run.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '../..'),
  });
  return { status, stdout, stderr };
}

const interaction = 'log-level debug\n----\nok\n\nadd-nodes 1 voters=1 index=2\n----\nINFO 1 starts\n';
const quorum = 'vote cfg=(1,2) votes=(y,_)\n----\nVotePending\n';
const confchange = 'simple\nv1\n----\nvoters=(1)\n1: StateProbe match=0 next=1\n';

test('transcripts of all three formats are found in any depth and pass', () => {
  const root = folderWith('passing', {
    'a/interaction.txt': interaction,
    'a/b/quorum.txt': quorum,
    'confchange.txt': confchange,
    'readme.md': 'no transcript',
  });
  const { status, stdout } = conformance(root);
  expect(stdout).toBe(
    `pass ${join(root, 'a/b/quorum.txt')}\npass ${join(root, 'a/interaction.txt')}\n` +
      `pass ${join(root, 'confchange.txt')}\n3 of 3 transcripts pass\n`,
  );
  expect(status).toBe(0);
});

test('a transcript that differs fails the run, and shows the first line that differs', () => {
  const root = folderWith('failing', {
    'good.txt': quorum,
    'lost.txt': quorum.replace('VotePending', 'VoteLost'),
    'unknown.txt': 'dance\n----\nok\n',
    'broken.txt': 'vote cfg=(1\n----\nVoteWon\n',
  });
  const { status, stdout } = conformance(root);
  expect(stdout).toContain(`pass ${join(root, 'good.txt')}\n`);
  expect(stdout).toContain(
    `fail ${join(root, 'lost.txt')}\n  ${join(root, 'lost.txt')}:3\n  expected: VoteLost\n  got:      VotePending\n`,
  );
  expect(stdout).toContain('expected: a command of a known transcript format');
  expect(stdout).toContain(`fail ${join(root, 'broken.txt')}\n`);
  expect(stdout).toContain('1 of 4 transcripts pass\n');
  expect(status).toBe(1);
});

test('a folder that does not exist, or that has no transcript, is refused', () => {
  const missing = conformance(join(folder, 'missing'));
  expect(missing).toEqual({ status: 2, stdout: '', stderr: `${join(folder, 'missing')}: no such folder\n` });
  const empty = conformance(folderWith('empty', { 'notes.md': '' }));
  expect(empty.status).toBe(2);
  expect(empty.stderr).toContain('no transcript (.txt) below it');
  expect(conformance().status).toBe(2);
});
