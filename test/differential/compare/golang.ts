/**
 * The library's half of the lock step, as a child process: how it is built, and how schedules are put to it.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const differential = fileURLToPath(new URL('../go/', import.meta.url));
const out = fileURLToPath(new URL('../../../out/', import.meta.url));

/** The built program, or why there is none on this machine. */
export type Build = { readonly program: string } | { readonly missing: string };

export function buildDriver(): Build {
  return buildGo(differential, 'differential');
}

/**
 * Builds the Go program in `source` into a folder of out/. Without Go, or without a way to get the modules that it needs, that
 * is said; a program that does not compile is an error.
 */
export function buildGo(source: string, name: string): Build {
  const version = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (version.error !== undefined || version.status !== 0)
    return { missing: 'there is no Go on this machine' };
  const modules = spawnSync('go', ['mod', 'download'], { cwd: source, encoding: 'utf8' });
  if (modules.status !== 0)
    return { missing: `the modules that it needs cannot be had: ${modules.stderr.trim()}` };
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'driver');
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: source, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`go build failed:\n${built.stderr}`);
  return { program };
}

/** What the library made of a schedule. */
export interface Answer {
  /** The MD5 of the canonical text. */
  readonly hash: string;
  readonly commands: number;
  /** The class of the panic that ended the schedule, or null. */
  readonly panicked: string | null;
}

export class Library {
  readonly #program: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];

  constructor(program: string) {
    this.#program = program;
    this.#child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#answer(line));
    this.#child.on('exit', (status) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the Go program ended: ${status}`));
    });
  }

  /** Puts a schedule to the library; answers come in the order of asking. */
  ask(lines: readonly string[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`reset\n${lines.join('\n')}\nend\n`);
    });
  }

  /** The canonical text of a schedule, in full. */
  text(lines: readonly string[]): string {
    const input = `reset\n${lines.join('\n')}\nend\n`;
    const run = spawnSync(this.#program, ['-verbose'], { input, encoding: 'latin1', maxBuffer: 1 << 30 });
    if (run.status !== 0) throw new Error(`the Go program failed: ${run.stderr}`);
    return run.stdout.slice(0, run.stdout.lastIndexOf('= '));
  }

  close(): void {
    this.#child.stdin.end();
  }

  #answer(line: string): void {
    const [mark, hash, commands, ...panicked] = line.split(' ');
    const asker = this.#waiting.shift();
    if (mark !== '=' || hash === undefined || asker === undefined)
      throw new Error(`unexpected answer: ${line}`);
    const reason = panicked.join(' ');
    asker.resolve({ hash, commands: Number(commands), panicked: reason === '-' ? null : reason });
  }
}
