/**
 * npm run kills -- [spec] [kills] [flags]: a search with checkpoints is killed at random moments and resumed, until it has been killed
 * so many times and ends; its answer must be that of an undisturbed search, to the last count. Prints each run. Where none was killed
 * after it had written a checkpoint nothing was tried: that is an error too.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const command = 'out/build/src/cli/main.js';
const [spec = 'snapshot', kills = '20', ...flags] = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), 'raftcheck-kills-'));

interface Answer {
  readonly states: unknown;
  readonly verdict: unknown;
  readonly cutBy: unknown;
  readonly actions: unknown;
  readonly violation: { readonly property: string; readonly length: number } | null;
}

function answerOf(text: string): string {
  const { states, verdict, cutBy, actions, violation }: Answer = JSON.parse(text);
  return JSON.stringify([states, verdict, cutBy, actions, violation?.property, violation?.length]);
}

function undisturbed(): { readonly answer: string; readonly seconds: number } {
  const start = performance.now();
  const args = [command, spec, ...flags, '--json', '--progress', 'none', '--out', out];
  // A violation ends with 1: that is an answer too.
  const script = `"$@" || test $? -eq 1`;
  const text = execFileSync('sh', ['-c', script, 'sh', process.execPath, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { answer: answerOf(text), seconds: (performance.now() - start) / 1000 };
}

/** The checkpoint that there is. */
function kept(): string | null {
  const name = readdirSync(out).find((file) => file.endsWith('.checkpoint.json'));
  return name === undefined ? null : join(out, name);
}

/** What it printed, or null when it was killed first. */
function run(killAfter: number): Promise<string | null> {
  const checkpoint = kept();
  const resume = checkpoint === null ? [] : ['--resume', checkpoint];
  const quiet = ['--json', '--progress', 'none', '--out', out];
  const args = [command, spec, ...flags, ...quiet, '--checkpoint=0.5', ...resume];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * killAfter);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(null);
      else if (status === 0 || status === 1) resolve(text);
      else reject(new Error(`the search ended with ${status}`));
    });
  });
}

const { answer, seconds } = undisturbed();
process.stdout.write(`${spec}: ${seconds.toFixed(1)} s undisturbed\n`);
let killed = 0;
let resumed = 0;
for (;;) {
  // On a busy machine the first checkpoint comes late.
  const after = killed < Number(kills) ? 1 + (seconds / 3) * Math.random() : 1e6;
  if (kept() !== null) resumed++;
  const text = await run(after);
  if (text === null) {
    killed++;
    process.stdout.write(
      `killed after ${after.toFixed(2)} s, ${kept() === null ? 'without' : 'with'} a checkpoint\n`,
    );
    continue;
  }
  if (answerOf(text) !== answer) throw new Error('another answer than undisturbed');
  process.stdout.write(`ended after ${killed} kills with the same answer\n`);
  if (killed >= Number(kills)) break;
}
if (resumed === 0) throw new Error('no kill left a checkpoint: a longer search is needed');
rmSync(out, { recursive: true });
