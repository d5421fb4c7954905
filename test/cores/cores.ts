/**
 * The cores of a folder, such as examples/cores: each is built, where its toolchain is on this machine, and has to find in some
 * specs what its checks.yaml says. What cannot be built here is skipped, and why is told.
 *
 *     five-nodes: { verdict: ok, distinct: 692, generated: 2584 }      by spec, as under `expect` in a spec
 *     pipeline: { verdict: violation, property: match-below-next, distinct: 523, generated: 946 }      with what it breaks
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { packageRoot } from '../../src/base/root.ts';

/** What became of a core: why it was skipped, or the specs that it was checked with; and each thing that is wrong, in a sentence. */
export interface Tried {
  readonly skipped: string | null;
  readonly checked: readonly string[];
  readonly wrong: readonly string[];
}

export interface Expected {
  readonly verdict: string;
  readonly property?: string;
  readonly distinct: number;
  readonly generated: number;
}

/** The built command. */
export const main = join(packageRoot(), 'out/build/src/cli/main.js');
const nothing: Tried = { skipped: null, checked: [], wrong: [] };

/**
 * What toolchains say that cannot get at what they need, pkg-config where a library is not here, and make where the compiler is
 * not: then there is nothing to build with.
 */
const unreachable =
  /dial tcp|no such host|proxyconnect|could not resolve host|failed to download|not found in the pkg-config search path|required by .* not found|could not be satisfied|Error 127/i;

/** Names of the folders with a core.yaml. */
export function coresIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'core.yaml')))
    .sort();
}

/** Builds the core of the folder, and checks it. */
export function tryCore(home: string): Tried {
  return build(home) ?? check(home);
}

/** By spec, what is expected of the core of the folder. */
export function checksOf(home: string): Readonly<Record<string, Expected>> {
  return yamlOf(join(home, 'checks.yaml'));
}

/** Builds the core of the folder; what kept it from that, or null. */
export function build(home: string): Tried | null {
  const { build } = yamlOf<{ readonly build: readonly string[] }>(join(home, 'core.yaml'));
  const [program, ...args] = build;
  const { status, error, stderr } = spawnSync(program, args, { cwd: home, encoding: 'utf8' });
  if (error !== undefined) return { ...nothing, skipped: `there is no ${program} on this machine` };
  if (status === 0) return null;
  if (unreachable.test(stderr)) return { ...nothing, skipped: stderr.trim() };
  return { ...nothing, wrong: [`it is not built: ${stderr.trim()}`] };
}

function check(home: string): Tried {
  const checks = Object.entries(checksOf(home));
  const wrong = checks.flatMap(([spec, expected]) => {
    const found = search(home, spec);
    return isDeepStrictEqual(found, expected)
      ? []
      : [`${spec}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`];
  });
  return { skipped: null, checked: checks.map(([spec]) => spec), wrong };
}

/** What a search of the spec finds; or what it says in place of a verdict. */
export function search(home: string, spec: string): Expected | string {
  const out = mkdtempSync(join(tmpdir(), 'raftcheck-cores-'));
  // Whether it comes back is asked of the built-in core: another one may keep every promise and have traps of its own.
  const words = [main, spec, '--core', home, '--no-recovers', '--json', '--no-progress', '--out', out];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
  rmSync(out, { recursive: true, force: true });
  if (stdout === '') return stderr.trim();
  const { verdict, violation, states } = JSON.parse(stdout);
  const { distinct, generated } = states;
  return { verdict, ...(violation !== null && { property: violation.property }), distinct, generated };
}

export function yamlOf<T>(path: string): T {
  return parse(readFileSync(path, 'utf8')) as T;
}
