/**
 * What is told on stderr while a search runs: one redrawn line on a terminal, a plain line now and then anywhere else.
 * Told what time it is; asks no clock.
 */
import type { Progress } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';
import { bytes, count, duration } from '../report/words.ts';
import { harmless } from '../spec/harmless.ts';
import type { SearchSettings } from '../spec/spec.ts';
import { estimate } from './estimate.ts';
import { redraw, type Terminal } from './terminal.ts';

/** Seconds between two tellings. A log gets its first line soon, so that one sees that it runs. */
const nextDrawn = 0.2;
const firstLine = 0.2;
const nextLine = 30;

/** What a search knows besides its progress, asked for when it is shown. */
export interface Insight {
  /** Names for `Progress.actions`. */
  actionKinds(): readonly string[];
  properties(): readonly PropertyReport[];
}

export interface ProgressTeller {
  /** Called once, before anything is told. */
  begin?(insight: Insight): void;
  /** Called often; tells when it is time. `seconds` since the search began, `rss` resident bytes. */
  tell(progress: Progress, seconds: number, rss: number): void;
  /** Clears what is redrawn, before anything else is written. */
  done(): void | Promise<void>;
}

export const silent: ProgressTeller = { tell() {}, done() {} };

export function progressTeller(
  terminal: Terminal,
  search: SearchSettings,
  label = 'raftcheck',
  redrawn = terminal.errIsTTY,
): ProgressTeller {
  let due = redrawn ? nextDrawn : firstLine;
  let drawn = false;
  return {
    tell(progress, seconds, rss) {
      if (seconds < due) return;
      due = seconds + (redrawn ? nextDrawn : nextLine);
      const line = `${label}: ${progressText(progress, search, seconds, rss)}`;
      drawn = redrawn;
      if (drawn) redraw(terminal, line);
      else terminal.err(`${harmless(line)}\n`);
    },
    done() {
      if (drawn) redraw(terminal, '');
      drawn = false;
    },
  };
}

/** depth 12 · 84,212 distinct · 321,111 generated · 27,165/s · frontier 1,024 · 210 MB · 3.1 s · (an estimate) */
export function progressText(
  progress: Progress,
  search: SearchSettings,
  seconds: number,
  rss: number,
): string {
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
