/**
 * node --import tsx test/e2e/farm/kills.ts [kills] [spec] [flags]: a farm of two actors on Ray whose processes are killed at random
 * moments while owners search, whichever they are: owners, actors, the program that places them, the head, Ray's raylet, which is what a
 * lost machine is. Where the farm has ended by that it goes on from its last level. Its answer must be that of a check, to the last
 * count. Prints each kill; ends with 1 where anything differs. Linux: processes are found in /proc. `npm run farm-test` runs it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const command = 'out/build/src/cli/main.js';
const python = process.env.FARM_PYTHON ?? 'out/farm-python/bin/python';
const [wanted = '20', spec = 'prevote', ...flags] = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), 'raftcheck-farm-kills-'));
const levels = join(out, 'levels');
const quiet = ['--json', '--progress', 'none', '--out', out];
const farm = [
  ...[command, 'farm', spec, ...flags, ...quiet],
  ...['--python', python, '--owners', '2', '--alone', '200', '--levels', levels],
];

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly what: string | null;
}

const owner = 'an owner';

/** What it is in words, by its command line; null: something else. */
function named(line: string): string | null {
  if (line.includes('farm-worker')) return owner;
  if (line.startsWith('ray::Owner')) return 'an actor';
  if (line.includes('/raylet ')) return 'the raylet';
  if (line.includes('farm.py')) return 'the program that places them';
  return line.includes(`${command} farm `) ? 'the head' : null;
}

/** All processes that the head has started, and it. */
function processesOf(head: number): Process[] {
  const all = readdirSync('/proc').flatMap((name): Process[] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), what: named(line) }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
  const found = all.filter(({ pid }) => pid === head);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function drawn<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)];
}

/** Milliseconds that the next kill is waited for at most, once there are owners. */
const most = 8_000;
let killed = 0;
const counts = new Map<string, number>();

/** Kills one of them: first it is drawn of which kind, since of some there are many. */
function killOne(head: number, seconds: number): void {
  const all = processesOf(head);
  const kind = drawn([...new Set(all.flatMap(({ what }) => what ?? []))]);
  const { pid } = drawn(all.filter(({ what }) => what === kind));
  process.kill(pid, 'SIGKILL');
  killed++;
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
  console.log(`kill ${killed}: ${kind}, after ${seconds.toFixed(1)} s`);
}

async function killNowAndThen(child: ChildProcess): Promise<void> {
  const begun = performance.now();
  const over = () => child.exitCode !== null || child.signalCode !== null;
  while (killed < Number(wanted)) {
    while (!over() && !processesOf(child.pid!).some(({ what }) => what === owner)) await setTimeout(100);
    await setTimeout(most * Math.random());
    if (over()) return;
    killOne(child.pid!, (performance.now() - begun) / 1000);
  }
}

/** What it printed; null: it has not come to its end. */
async function run(): Promise<string | null> {
  const resume = existsSync(join(levels, 'head.json')) ? ['--resume'] : [];
  const child = spawn(process.execPath, [...farm, ...resume], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, said] = ['', ''];
  child.stdout.on('data', (data) => {
    text += data;
  });
  child.stderr.on('data', (data) => {
    said += data;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await Promise.all([killNowAndThen(child), ended]);
  const told = said.split('\n').filter((line) => /is lost|goes on|has ended/.test(line));
  for (const line of told) console.log(`    ${line.slice(0, 160)}`);
  if (child.exitCode === 0 || child.exitCode === 1) return text;
  if (child.signalCode === 'SIGKILL' || /program that places owners|Ray cannot be used/.test(said))
    return null;
  throw new Error(`the farm ended with ${child.exitCode ?? child.signalCode}: ${said}`);
}

function answerOf(text: string): string {
  const { states, levels, verdict, cutBy, actions, properties, violation } = JSON.parse(text);
  const fared = properties.map(({ name, status }: { name: string; status: string }) => [name, status]);
  const taken = Object.entries(actions).sort();
  return JSON.stringify([
    states,
    levels,
    verdict,
    cutBy,
    taken,
    fared,
    violation?.property,
    violation?.length,
  ]);
}

function checked(): string {
  const args = ['sh', process.execPath, command, spec, ...flags, ...quiet];
  const text = execFileSync('sh', ['-c', '"$@" || test $? -eq 1', ...args], { encoding: 'utf8' });
  return answerOf(text);
}

const expected = checked();
console.log(`${spec} ${flags.join(' ')}: ${expected.slice(0, 60)}...`);
for (;;) {
  const text = await run();
  if (text === null) continue;
  if (answerOf(text) !== expected) {
    console.log(`ANOTHER ANSWER than a check gives: ${answerOf(text)}`);
    process.exit(1);
  }
  console.log(`the answer of a check, after ${killed} kills`);
  if (killed >= Number(wanted)) break;
}
for (const [what, times] of counts) console.log(`${times} of ${what}`);
rmSync(out, { recursive: true });
