/**
 * The text a command writes: what the transcript shows below its `----`.
 * The core has no logger, so of the library's log levels only `none` matters here: it silences everything.
 */

/** In rising order of severity; the last one is silence. */
export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'NONE'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Collects text; what is written while the level is NONE is lost. */
export class Output {
  level: LogLevel = 'DEBUG';
  #text = '';

  get quiet(): boolean {
    return this.level === 'NONE';
  }

  write(text: string): void {
    if (!this.quiet) {
      this.#text += text;
    }
  }

  /** Everything written since the last call. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** Runs `body`, and indents each line that it writes; an unended last line gets its newline. */
  indented<T>(body: () => T): T {
    const before = this.take();
    try {
      return body();
    } finally {
      const lines = this.take().split('\n');
      if (lines.at(-1) === '') {
        lines.pop();
      }
      this.#text = before + lines.map((line) => `  ${line}\n`).join('');
    }
  }
}
