/**
 * A driver as a process, and the two pipes to it: requests on its descriptor 3, answers on 4, so that nothing that a library
 * prints can stand among them. A search cannot wait for events, so both ends here are read and written with blocking calls: they
 * are named pipes, whose names are gone once all ends are open. Only the driver holds the other ends; so when it is gone a read
 * ends instead of waiting for ever, and whoever ends the driver ends the read (run/drivers.ts, from another thread).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../base/usererror.ts';
import { isRefusedBySystem, reason } from '../base/write.ts';
import type { CoreCommand } from './command.ts';
import { readFrame, writeFrame } from './frames.ts';

/** Bytes of stderr that are kept, and those at which what came before is let go. */
const kept = 1 << 16;
const most = 1 << 20;
/** Every so many requests that is looked at. */
const often = 256;
/** Milliseconds that a driver has to end by itself once nobody asks it any more. */
const patience = 5000;

/** The drivers of this thread that have not ended. */
const started = new Set<DriverProcess>();

export class DriverProcess {
  /** Its own id, and that of its group. */
  readonly id: number;
  readonly #child: ChildProcess;
  readonly #requests: number;
  readonly #answers: number;
  readonly #errors: number;
  /** How it has ended: with which status, or by which signal. */
  readonly ended: Promise<string>;
  #asked = 0;
  #said = '';
  #open = true;

  /** Throws a UserError where it cannot be started. */
  static start(command: CoreCommand): DriverProcess {
    const driver = new DriverProcess(command);
    started.add(driver);
    return driver;
  }

  private constructor(command: CoreCommand) {
    const { run, folder } = command;
    const ends = openEnds(command);
    try {
      this.#child = spawn(run[0], run.slice(1), {
        cwd: folder,
        env: environment(),
        // A group of its own: what the user's terminal sends to raftcheck is not for it.
        detached: true,
        stdio: ['ignore', 'ignore', ends.errors, ends.driversRequests, ends.driversAnswers],
      });
    } finally {
      for (const end of ends.driversOrBoths) closeSync(end);
    }
    this.#requests = ends.requests;
    this.#answers = ends.answers;
    this.#errors = ends.errors;
    this.#child.unref();
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) =>
        resolve(code === null ? `by ${signal}` : `with status ${code}`),
      );
      this.#child.once('error', ({ message }) => resolve(message));
    });
    void this.ended.then(() => started.delete(this));
    if (this.#child.pid === undefined) {
      this.#closeEnds();
      throw notStarted(command);
    }
    this.id = this.#child.pid;
  }

  /** The answer to a request, when it comes; null: the driver has ended. Throws an Error for what is no frame. */
  ask(request: string): string | null {
    if (!this.#open) return null;
    if (this.#asked++ % often === 0) this.#trim();
    return writeFrame(this.#requests, request) ? readFrame(this.#answers) : null;
  }

  /** The last of what it has written to stderr. */
  errors(): string {
    if (this.#open) this.#said = this.#tail();
    return this.#said;
  }

  /** Asks nothing more: the driver is to end. Resolves when it has, or was made to. */
  async end(): Promise<void> {
    this.#closeEnds();
    const timer = setTimeout(() => killGroup(this.id), patience);
    await this.ended;
    clearTimeout(timer);
    // What it may have started goes with it.
    killGroup(this.id);
  }

  #closeEnds(): void {
    if (!this.#open) return;
    this.#said = this.#tail();
    this.#open = false;
    for (const end of [this.#requests, this.#answers, this.#errors]) closeSync(end);
  }

  #trim(): void {
    if (fstatSync(this.#errors).size < most) return;
    this.#said = this.#tail();
    ftruncateSync(this.#errors);
  }

  #tail(): string {
    const { size } = fstatSync(this.#errors);
    const bytes = Buffer.alloc(Math.min(size, kept));
    const read = readSync(this.#errors, bytes, 0, bytes.length, size - bytes.length);
    return (this.#said + bytes.toString('utf8', 0, read)).slice(-kept);
  }
}

let ended = 0;

/** How often this thread has ended its drivers: whoever keeps one for later sees by it that it is gone. */
export function driversEnded(): number {
  return ended;
}

/** Ends every driver that this thread has started. */
export async function endDrivers(): Promise<void> {
  if (started.size > 0) ended++;
  await Promise.all([...started].map((driver) => driver.end()));
}

/** Ends a driver at once, with all that it has started. */
export function killGroup(id: number): void {
  try {
    process.kill(-id, 'SIGKILL');
  } catch {
    // There is none of it left.
  }
}

interface Ends {
  readonly requests: number;
  readonly answers: number;
  readonly errors: number;
  readonly driversRequests: number;
  readonly driversAnswers: number;
  /** What this process has no use for once the driver runs. */
  readonly driversOrBoths: readonly number[];
}

function openEnds({ where }: CoreCommand): Ends {
  if (process.platform === 'win32') {
    throw new UserError({
      message: 'a core in another process cannot be asked on Windows',
      where,
      found: 'a system on which no process is handed descriptors besides its three',
      expected: 'Linux or macOS',
      hint: 'run raftcheck in the Windows Subsystem for Linux',
    });
  }
  const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_APPEND } = constants;
  const folder = temporaryFolder(where);
  const opened: number[] = [];
  const open = (path: string, how: number): number => {
    const end = openSync(path, how, 0o600);
    opened.push(end);
    return end;
  };
  try {
    const [requests, answers] = [join(folder, 'requests'), join(folder, 'answers')];
    makePipes([requests, answers], where);
    // A pipe that is open for both lets the others be opened without waiting for each other.
    const boths = [requests, answers].map((path) => open(path, O_RDWR));
    const driversRequests = open(requests, O_RDONLY);
    const driversAnswers = open(answers, O_WRONLY);
    return {
      requests: open(requests, O_WRONLY),
      answers: open(answers, O_RDONLY),
      errors: open(join(folder, 'errors'), O_RDWR | O_CREAT | O_APPEND),
      driversRequests,
      driversAnswers,
      driversOrBoths: [...boths, driversRequests, driversAnswers],
    };
  } catch (error) {
    for (const end of opened) closeSync(end);
    throw noPipes(error, where);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function temporaryFolder(where: string): string {
  try {
    return mkdtempSync(join(tmpdir(), 'raftcheck-core-'));
  } catch (error) {
    throw noPipes(error, where);
  }
}

function noPipes(error: unknown, where: string): unknown {
  if (!isRefusedBySystem(error)) return error;
  return new UserError({
    message: 'no pipes can be made for a core',
    where,
    found: reason(error),
    expected: `a folder for temporary files that can be written to: ${tmpdir()} (TMPDIR)`,
  });
}

function makePipes(paths: readonly string[], where: string): void {
  const { status, error, stderr } = spawnSync('mkfifo', ['-m', '600', ...paths], { encoding: 'utf8' });
  if (status === 0) return;
  throw new UserError({
    message: 'no pipes can be made for a core',
    where,
    found: error?.message ?? stderr.trim(),
    expected: 'the program mkfifo, as POSIX has it',
  });
}

/** The user's own. What is said to raftcheck is not said to a driver. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('RAFTCHECK_'));
  return { ...Object.fromEntries(own), CORE_PROTOCOL: '1' };
}

/** Why is told to events alone, for which nobody waits here. */
function notStarted({ run, folder, where }: CoreCommand): UserError {
  const [program] = run;
  const isPath = program.includes('/');
  let found = 'no such program on PATH';
  try {
    accessSync(folder, constants.X_OK);
    if (isPath) accessSync(resolve(folder, program), constants.X_OK);
    if (isPath) found = 'a file that is no program';
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
    found = reason(error);
  }
  return new UserError({
    message: `the driver of the core does not start: ${run.join(' ')}`,
    where,
    found,
    expected: `a program, started in ${folder}`,
    hint: 'build it first, or say under `build` how that is done',
  });
}
