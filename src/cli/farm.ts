/**
 * `raftcheck farm [spec]`: a check whose states are spread over many machines. A program places the processes and carries what they say
 * to each other; the one for Ray is farm/farm.py.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileWord } from '../base/inside.ts';
import { moduleUrl, packageRoot } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import { type FarmOrder, farmRefusal } from '../run/farm/order.ts';
import { hasRecord } from '../run/farm/record.ts';
import { check } from './check.ts';
import type { Flag } from './flags/flag.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { settingFlags } from './flags/settings.ts';
import type { Asked } from './project.ts';
import { type Arguments, choiceOf } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** States that this process finds before others are asked: what takes it a second or two. */
const usualAlone = 100_000;
/** Milliseconds that Python has to say whether it has Ray. */
const patience = 60_000;

export async function farm(args: Arguments, terminal: Terminal): Promise<number> {
  return check(args, terminal, (asked, out) => orderOf(asked, out, args, terminal));
}

function orderOf(asked: Asked, out: string, args: Arguments, terminal: Terminal): FarmOrder {
  const choice = <F extends Flag>(flag: F) => choiceOf(flag, args, terminal.env);
  const { spec } = asked.parsed;
  const refused = farmRefusal(spec);
  if (refused !== null) throw new UserError({ message: refused, where: spec.name });
  if (asked.bug?.foreign === true) {
    throw new UserError({
      message: 'is not for code of somebody else',
      where: 'farm',
      found: 'an edit of the core that runs because you trust it, in a thread that may write nothing',
      hint: 'make the spec your own: put it into specs/ of the current folder',
    });
  }
  const levels = choice(ownFlags.levels) ?? join(out, `${fileWord(spec.name)}.farm`);
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(levels);
  const folder = resolve(isUrl ? join(out, `${fileWord(spec.name)}.farm`) : levels);
  const from = choice(ownFlags.resume);
  const resume = from !== undefined;
  if (from !== undefined && from !== 'auto') {
    throw new UserError({
      message: 'is not valid',
      where: '--resume',
      found: from,
      expected: 'no file: --levels names the folder that a farm goes on from',
    });
  }
  const driver = driverOf(out, args, terminal);
  if (isUrl && resume) fetchRecord(driver, levels, folder);
  if (!resume && hasRecord(folder)) {
    throw new UserError({
      message: 'a search stands there that has not come to its end',
      where: folder,
      hint: '--resume goes on with it; to begin anew remove the folder, or name another with --levels',
    });
  }
  return {
    driver,
    worker: workerOf(asked, out, args, terminal),
    folder,
    url: isUrl ? levels : null,
    owners: choice(ownFlags.owners) ?? null,
    alone: choice(ownFlags.alone) ?? usualAlone,
    resume,
  };
}

function driverOf(out: string, args: Arguments, { env }: Terminal): readonly string[] {
  const engine = choiceOf(ownFlags.engine, args, env);
  if (engine !== undefined && engine !== 'ray') return engine.split(/\s+/).filter((word) => word !== '');
  const program = join(packageRoot(), 'farm', 'farm.py');
  // What lies in a folder of a project may be somebody else's: it is run only when it is named.
  const python = choiceOf(ownFlags.python, args, env) ?? 'python3';
  mustHaveRay(python, program, out);
  const address = choiceOf(ownFlags.address, args, env) ?? 'local';
  return [python, program, '--address', address];
}

/** Throws a UserError. */
function mustHaveRay(python: string, program: string, out: string): void {
  const asked = spawnSync(python, [program, '--version'], { encoding: 'utf8', timeout: patience });
  if (asked.status === 0) return;
  const folder = join(out, 'farm-python');
  const requirements = join(packageRoot(), 'farm', 'requirements.txt');
  const said = asked.error?.message ?? asked.stderr.trim().split('\n').at(-1) ?? '';
  throw new UserError({
    message: asked.error === undefined ? 'this Python has no Ray' : 'there is no Python',
    where: python,
    found: said === '' ? `status ${asked.status}` : said,
    expected: 'Python 3.10 to 3.13 with the packages of farm/requirements.txt',
    hint: `install them: python3 -m venv ${folder} && ${join(folder, 'bin', 'pip')} install -r ${requirements}; then --python ${join(folder, 'bin', 'python')}`,
  });
}

/** Copies what a head has written from where it is kept. Throws a UserError. */
function fetchRecord([program, ...args]: readonly string[], url: string, folder: string): void {
  const fetched = spawnSync(program, [...args, '--fetch', url, folder], { encoding: 'utf8' });
  if (fetched.status === 0) return;
  throw new UserError({
    message: 'cannot be read',
    where: url,
    found: fetched.error?.message ?? fetched.stderr.trim().split('\n').at(-1) ?? '',
    expected: 'what a farm has written there',
  });
}

/** How an owner is started: with the spec and all that is said of it here. */
function workerOf(
  { path, parsed }: Asked,
  out: string,
  args: Arguments,
  { env }: Terminal,
): readonly string[] {
  const main = fileURLToPath(moduleUrl('src/cli/main'));
  const called = choiceOf(ownFlags.worker, args, env)?.split(/\s+/) ?? [process.execPath, main];
  const told: readonly Flag[] = [...settingFlags, outputFlags.profile, ownFlags.trust];
  const flags = told.flatMap((flag) => {
    const value: unknown = choiceOf(flag, args, env);
    if (value === undefined) return [];
    if (typeof value === 'boolean') return [`--${value ? '' : 'no-'}${flag.name}`];
    return [value].flat().map((each) => `--${flag.name}=${each}`);
  });
  // A system that no spec names is named by --core.
  const operand = parsed.spec.system?.file === path ? [] : [path];
  return [...called, 'farm-worker', ...operand, ...flags, '--out', resolve(out)];
}
