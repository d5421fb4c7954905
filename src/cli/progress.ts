/**
 * What is told on stderr while a search runs: one redrawn line on a terminal, a plain line now and then anywhere else.
 * Told what time it is; asks no clock.
 */

import { harmless } from '../base/harmless.ts';
import { bytes, count, duration } from '../report/words.ts';
import type { SearchProgress } from '../run/searchprogress.ts';
import type { SearchSettings } from '../spec/settings.ts';
import { estimate } from './estimate.ts';
import { redraw, type Terminal } from './terminal.ts';

/** Seconds between two tellings. A log gets its first line soon, so that one sees that it runs. */
const nextDrawn = 0.2;
const firstLine = 0.2;
const nextLine = 30;

export interface ProgressTeller {
  /** Called often; tells when it is time. */
  tell(told: SearchProgress): void;
  /** Called often while a call of the core does not return, with which it is. */
  held(words: string, seconds: number): void;
  /** Clears what is redrawn, before anything else is written. */
  done(): void | Promise<void>;
}

export const silent: ProgressTeller = { tell() {}, held() {}, done() {} };

export function progressTeller(
  terminal: Terminal,
  search: SearchSettings,
  label = 'raftcheck',
  redrawn = terminal.errIsTTY,
): ProgressTeller {
  const line = new Line(terminal, label, redrawn);
  return {
    tell: (told) => line.tell(told.seconds, () => progressText(told, search)),
    held: (words, seconds) => line.held(words, seconds),
    done: () => line.done(),
  };
}

/** A line on stderr that is redrawn, or written anew now and then. */
export class Line {
  readonly #terminal: Terminal;
  readonly #label: string;
  readonly #redrawn: boolean;
  #due: number;
  #heldDue = 0;
  #drawn = false;

  constructor(terminal: Terminal, label: string, redrawn: boolean) {
    this.#terminal = terminal;
    this.#label = label;
    this.#redrawn = redrawn;
    this.#due = redrawn ? nextDrawn : firstLine;
  }

  /** `seconds` since what it tells of began. */
  tell(seconds: number, text: () => string): void {
    this.#heldDue = 0;
    if (seconds < this.#due) return;
    this.#due = this.#after(seconds);
    this.#write(text());
  }

  /** As of ProgressTeller. */
  held(words: string, seconds: number): void {
    if (seconds < this.#heldDue) return;
    this.#heldDue = this.#after(seconds);
    this.#write(words);
  }

  done(): void {
    if (this.#drawn) redraw(this.#terminal, '');
    this.#drawn = false;
  }

  #after(seconds: number): number {
    return seconds + (this.#redrawn ? nextDrawn : nextLine);
  }

  #write(text: string): void {
    const line = `${this.#label}: ${text}`;
    this.#drawn = this.#redrawn;
    if (this.#drawn) redraw(this.#terminal, line);
    else this.#terminal.err(`${harmless(line)}\n`);
  }
}

/** depth 12 · 84,212 distinct · 321,111 generated · 27,165/s · frontier 1,024 · 210 MB · 3.1 s · (an estimate) */
export function progressText({ progress, seconds, rss }: SearchProgress, search: SearchSettings): string {
  const perSecond = seconds > 0 ? progress.distinct / seconds : 0;
  return [
    `depth ${progress.depth}`,
    `${count(progress.distinct)} distinct`,
    `${count(progress.generated)} generated`,
    `${count(perSecond)}/s`,
    `frontier ${count(progress.frontier)}`,
    bytes(rss),
    duration(seconds),
    estimate(progress, search, perSecond),
  ].join(' · ');
}
