/**
 * Which functions and branches of the core the steps of a run have reached, as V8 counts them. Started before the core is
 * loaded; counts of this thread only. A seeded bug is a copy of the core, and no part of it.
 *
 * A branch is a part of a function that V8 counts apart: an arm of a condition, a case, what comes after an early return. V8
 * does not tell a part from what is around it where both ran equally often, so a total may differ a little from run to run;
 * what was not reached it always tells.
 */
import { existsSync, readFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../base/root.ts';
import type { CoreCoverage, Unreached } from '../../report/coverage.ts';
import { isOutside } from './outside.ts';
import { isRefusal } from './refusal.ts';

export interface CoreWatch {
  /** What has been reached since the start; ends the watch. */
  end(): CoreCoverage;
}

export function watchCore(): CoreWatch {
  const session = new Session();
  session.connect();
  post(session, 'Profiler.enable', {});
  post(session, 'Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    end() {
      const { result } = post<Profiler.TakePreciseCoverageReturnType>(
        session,
        'Profiler.takePreciseCoverage',
        {},
      );
      session.disconnect();
      return sum(result.filter(({ url }) => isCore(url)).map(fileCoverage));
    },
  };
}

/** The inspector of the own process answers before `post` returns. */
function post<Answer>(session: Session, method: string, params: object): Answer {
  let answer: Answer | undefined;
  session.post(method, params, (error, result) => {
    if (error) throw error;
    answer = result as Answer;
  });
  return answer as Answer;
}

const coreFolder = 'out/build/src/raft/';

function isCore(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  return relative(packageRoot(), fileURLToPath(url)).replaceAll('\\', '/').startsWith(coreFolder);
}

interface FileCoverage {
  functions: number;
  entered: number;
  branches: number;
  reached: number;
  assertions: number;
  outside: number;
  readonly unreached: Unreached[];
}

function fileCoverage({ url, functions }: Profiler.ScriptCoverage): FileCoverage {
  const file = new Script(fileURLToPath(url));
  const found: FileCoverage = {
    functions: 0,
    entered: 0,
    branches: 0,
    reached: 0,
    assertions: 0,
    outside: 0,
    unreached: [],
  };
  for (const one of functions) {
    // The module itself is no function of the core.
    if (one.ranges[0] !== undefined && !(one.functionName === '' && one.ranges[0].startOffset === 0)) {
      addFunction(found, file, one);
    }
  }
  return found;
}

function addFunction(
  found: FileCoverage,
  file: Script,
  { functionName, ranges: [whole, ...parts] }: Profiler.FunctionCoverage,
): void {
  const entered = whole.count > 0;
  // A function that was entered is a branch that was reached; one that was not is one branch, whatever is in it.
  const branches = entered ? [whole, ...parts] : [whole];
  if (isOutside(file.source, functionName)) {
    found.outside += branches.length;
    return;
  }
  found.functions++;
  if (entered) found.entered++;
  const name = functionName === '' ? 'a function without a name' : functionName;
  for (const branch of branches) {
    if (branch.count === 0 && file.refuses(branch)) {
      found.assertions++;
      continue;
    }
    found.branches++;
    if (branch.count > 0) found.reached++;
    else found.unreached.push(file.place(branch, name));
  }
}

function sum(files: readonly FileCoverage[]): CoreCoverage {
  const total = (of: (file: FileCoverage) => number): number =>
    files.reduce((all, file) => all + of(file), 0);
  return {
    functions: { reached: total(({ entered }) => entered), total: total(({ functions }) => functions) },
    branches: { reached: total(({ reached }) => reached), total: total(({ branches }) => branches) },
    assertions: total(({ assertions }) => assertions),
    outside: total((file) => file.outside),
    unreached: files
      .flatMap(({ unreached }) => unreached)
      .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
  };
}

/** A compiled module and the source it was made from. */
class Script {
  /** The TypeScript file, from the package's root. */
  readonly source: string;
  readonly #text: string;
  readonly #map: SourceMap | null;

  constructor(path: string) {
    this.#text = readFileSync(path, 'utf8');
    this.source = relative(packageRoot(), path)
      .replaceAll('\\', '/')
      .replace(/^out\/build\//, '')
      .replace(/\.js$/, '.ts');
    this.#map = existsSync(`${path}.map`)
      ? new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')))
      : null;
  }

  refuses({ startOffset, endOffset }: Profiler.CoverageRange): boolean {
    return isRefusal(this.#text.slice(startOffset, endOffset), this.#text.slice(0, startOffset));
  }

  place({ startOffset, endOffset }: Profiler.CoverageRange, within: string): Unreached {
    const skipped = /^[\s{?:|&}]*/.exec(this.#text.slice(startOffset, endOffset))?.[0].length ?? 0;
    const start = startOffset + Math.min(skipped, endOffset - startOffset);
    const above = this.#text.slice(0, start).split('\n');
    const entry: { readonly originalLine?: number } =
      this.#map?.findEntry(above.length - 1, above.at(-1)!.length) ?? {};
    return {
      file: this.source,
      line: (entry.originalLine ?? above.length - 1) + 1,
      within,
      text: this.#text.slice(start, endOffset).trim().split('\n')[0].slice(0, 80),
    };
  }
}
