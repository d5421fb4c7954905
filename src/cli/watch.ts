/**
 * `--watch`: the same command again and again, as a process of its own, so that every run loads the core and the modules as they are then.
 * A run that is under way when something changes is ended. Ctrl-C ends at once, with the status of the last run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { harmless } from '../base/harmless.ts';
import { moduleUrl } from '../base/root.ts';
import { shownPath } from '../base/shownpath.ts';
import { UserError } from '../base/usererror.ts';
import { namesWithin, plural } from '../report/words.ts';
import type { Command } from './commands.ts';
import { outputFlags } from './flags/output.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';
import { filesOfRun, Watched } from './watched.ts';

/** Milliseconds between two looks. What has changed must stay as it is from one to the next: editors and builds write in parts. */
const between = 150;

const main = fileURLToPath(moduleUrl('src/cli/main'));

/** `typed`: the words of the command line. Throws a UserError where no spec is named that there is. */
export async function watch(
  command: Command,
  args: Arguments,
  typed: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const words = [...typed.filter((word) => !/^--(?:no-)?watch(?:=|$)/.test(word)), '--no-watch'];
  const quiet = choiceOf(outputFlags.quiet, args, terminal.env) ?? false;
  const say = (text: string): void => {
    if (!quiet) terminal.err(`raftcheck: ${harmless(text)}\n`);
  };
  const watched = new Watched();
  watched.follow(await filesOfRun(command, args, terminal));
  const stopping = new Promise<null>((resolve) => terminal.interrupts.heed(() => resolve(null)));
  for (;;) {
    const run = new Run(words);
    const changing = changeOf(watched, terminal);
    const ended = await Promise.race([run.ended, changing.then(() => null), stopping]);
    if (ended !== null) say(`${plural(watched.size, 'file')} watched, Ctrl-C ends it`);
    const changed = await Promise.race([changing, stopping]);
    if (changed === null) return ended ?? run.end();
    await run.end();
    say(`${namesWithin(changed.map(shownPath), 60)} ${changed.length === 1 ? 'has' : 'have'} changed`);
    await followAgain(watched, () => filesOfRun(command, args, terminal));
  }
}

/** What cannot be read now is told by the run, and waited for. */
async function followAgain(watched: Watched, files: () => Promise<string[]>): Promise<void> {
  try {
    watched.follow(await files());
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

/** Resolves to what has changed once it stays as it is; to nothing where the user has asked to stop. */
async function changeOf(watched: Watched, { interrupts }: Terminal): Promise<readonly string[]> {
  const found = new Set<string>();
  while (!interrupts.asked) {
    await new Promise((resolve) => setTimeout(resolve, between));
    const now = watched.changed();
    for (const file of now) found.add(file);
    if (found.size > 0 && now.length === 0) break;
  }
  return [...found];
}

class Run {
  readonly #child: ChildProcess;
  /** Its status. */
  readonly ended: Promise<number>;

  constructor(words: readonly string[]) {
    // Nobody can be asked anything: what was typed would be the answer to another run.
    this.#child = spawn(process.execPath, [...process.execArgv, main, ...words], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      // Before it listens to signals one ends it.
      this.#child.on('exit', (code, signal) =>
        resolve(code ?? (signal === 'SIGTERM' ? status.interrupted : status.internal)),
      );
    });
  }

  /** It says what it knows. */
  end(): Promise<number> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }
}
