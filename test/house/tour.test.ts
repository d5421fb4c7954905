/** The way of a run in ARCHITECTURE.md is the way that a run takes: it is taken, with every function saying when it is called first. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { read } from './sources.ts';

const command = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const hook = new URL('./tour/hook.mjs', import.meta.url).href;

/** "src/cli/invoke.ts invoke", in the order of the table. */
function hops(): string[] {
  return [...read('ARCHITECTURE.md').matchAll(/^\| \d? ?\| `(src\/[\w./-]+\.ts)` \| (.+?) \|/gm)].flatMap(
    ([, file, names]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => `${file} ${name}`),
  );
}

/** The same of a run, in the order of first calls. */
async function taken(folder: string): Promise<string[]> {
  const log = join(folder, 'log');
  const args = [
    '--import',
    hook,
    command,
    'raft',
    '--max-states',
    '200k',
    '--no-progress',
    '--allow-incomplete',
  ];
  await promisify(execFile)(process.execPath, [...args, '--out', join(folder, 'out')], {
    env: { ...process.env, TOUR_LOG: log },
  });
  return [...new Set(readFileSync(log, 'utf8').trimEnd().split('\n'))];
}

it('a run calls the functions of ARCHITECTURE.md, in that order', async () => {
  const wanted = hops();
  expect(wanted.length).toBeGreaterThan(40);
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-tour-'));
  try {
    const calls = await taken(folder);
    expect(calls.filter((call) => wanted.includes(call))).toEqual(wanted);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
