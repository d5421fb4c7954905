/**
 * The cores of a folder compared with the built-in one (raftcheck compare), in every spec and in the models of the hazards. A core
 * is compared where its differences.yaml says in what it differs: nowhere, or
 *
 *     read-index: { steps: 9, in: [message 1] }      by spec: after how many steps at the soonest, and in what
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readSpec, type SpecFile, specFiles } from '../../src/spec/load.ts';
import { main, yamlOf } from './cores.ts';

export interface Difference {
  readonly steps: number;
  readonly in: readonly string[];
}

/** By spec. */
export type Differences = Readonly<Record<string, Difference>>;

/** A comparison that came to its end. */
export interface Compared {
  /** Null: both do the same. */
  readonly difference: Difference | null;
  /** Questions to both cores. */
  readonly pairs: number;
  readonly states: number;
  /** What is one to one of both and several to the other; null: nothing. */
  readonly tellsApart: string | null;
  readonly seconds: number;
}

/** Null: the core is compared with nothing. */
export function differencesOf(home: string): Differences | null {
  const file = join(home, 'differences.yaml');
  return existsSync(file) ? (yamlOf<Differences | null>(file) ?? {}) : null;
}

/** All that a core is compared in. */
export function comparable(): readonly SpecFile[] {
  return [...specFiles('specs'), ...specFiles('hazards')];
}

/**
 * Compares the core with the built-in one; a text: what is said in the place of an answer. Of a hazard the model is taken, without
 * what an operator does there, and only as deep as the hazard is: nothing ends a search of it.
 */
export function compare(home: string, { path }: SpecFile, ...flags: string[]): Compared | string {
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-compared-'));
  try {
    return asked(home, [...searched(path, folder), ...flags]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function asked(home: string, words: readonly string[]): Compared | string {
  const asks = [main, 'compare', ...words, '--core', 'builtin', '--core', '.', '--json', '--no-progress'];
  const { stdout, stderr } = spawnSync(process.execPath, asks, {
    cwd: home,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (stdout === '') return stderr.trim();
  const { verdict, pairs, states, differences, trace, identities, seconds, stopped } = JSON.parse(stdout);
  if (verdict === 'incomplete') return `stopped by ${stopped}`;
  const { nodeStates, messages } = identities;
  const split = [nodeStates, messages].map(({ oneSplits, otherSplits }) => oneSplits ?? otherSplits);
  return {
    difference: trace === null ? null : { steps: trace.steps.length - 1, in: differences.map(subjectOf) },
    tellsApart: split[0] ?? split[1],
    pairs,
    states: states.distinct,
    seconds,
  };
}

/** "message 1" of "message 1 is {..} in builtin, none in etcd-go". */
function subjectOf(difference: string): string {
  return difference.split(' is ')[0];
}

/** What is asked for: the spec, or the model of a hazard as a file in the folder, with its depth. */
function searched(path: string, folder: string): readonly string[] {
  const { name, expect } = readSpec(path).spec;
  if (expect.length === undefined) return [path];
  const { about, model, bounds } = yamlOf<Record<'about' | 'model' | 'bounds', unknown>>(path);
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, stringify({ about, model, bounds }));
  return [file, '--depth', String(expect.length)];
}

/** What is not as it should be; null: nothing. */
export function faultOf(found: Compared | string, expected: Difference | null): string | null {
  if (typeof found === 'string') return found;
  const { difference, tellsApart } = found;
  if (JSON.stringify(difference) !== JSON.stringify(expected))
    return `found ${JSON.stringify(difference)}, expected ${JSON.stringify(expected)}`;
  return tellsApart === null ? null : `one of both tells apart what is one to the other: ${tellsApart}`;
}
