/**
 * A real terminal to run the built command in: a tmux server of its own with one pane. It goes away with the test.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './raftcheck.ts';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

/** Milliseconds that the terminal may take to show what is waited for. */
const patience = 30_000;

export class Pane {
  /** The server's socket. */
  readonly #server: string;

  private constructor(server: string) {
    this.#server = server;
  }

  /** An interactive shell in `folder`, whose prompt is `$ `. */
  static async open(
    width: number,
    height: number,
    folder: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Pane> {
    const pane = new Pane(join(temporaryFolder(), 'tmux'));
    const removed = ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_ENV', 'VITEST'].flatMap((name) => ['-u', name]);
    const given = Object.entries({ PS1: '$ ', ...env }).map(([name, value]) => `${name}=${value}`);
    const size = ['-x', String(width), '-y', String(height)];
    const shell = ['env', ...removed, ...given, 'sh', '-i'];
    pane.#tmux('-f', '/dev/null', 'new-session', '-d', '-c', folder, ...size, ...shell);
    onTestFinished(() => void spawnSync('tmux', ['-S', pane.#server, 'kill-server']));
    return pane;
  }

  /** Types: text as it is, or a key by its tmux name (`Enter`, `C-c`). */
  type(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** Once the shell asks for it: what is typed ahead stands where nobody expects it. */
  async run(command: string): Promise<void> {
    await this.shows(/(?:^|\n)\$\n*$/);
    this.#tmux('send-keys', '-l', command);
    this.type('Enter');
  }

  resize(width: number, height: number): void {
    this.#tmux('resize-window', '-x', String(width), '-y', String(height));
  }

  /** The screen as it is, one line a row. */
  lines(): string[] {
    return this.#tmux('capture-pane', '-p').split('\n').slice(0, -1);
  }

  text(): string {
    return this.lines().join('\n');
  }

  /** The screen with its escape sequences. */
  colored(): string {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** What tmux knows of the pane: `alternate_on`, `cursor_flag`. */
  knows(variable: string): string {
    return this.#tmux('display-message', '-p', `#{${variable}}`).trim();
  }

  /** Waits until the screen shows it. */
  async shows(wanted: RegExp): Promise<void> {
    for (const end = performance.now() + patience; performance.now() < end; ) {
      if (wanted.test(this.text())) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the terminal never showed ${wanted}; it shows\n${this.text()}`);
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#server, ...args], { encoding: 'utf8' });
  }
}
