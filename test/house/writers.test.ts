/**
 * Who may write: what writes, removes, renames or makes folders is imported where this list says. Whoever comes to it must
 * know what src/base/write.ts and src/base/inside.ts hold: whole files or none, nothing outside of out/ but what the user named.
 */
import { describe, expect, it } from 'vitest';
import { filesIn, read, withoutComments } from './sources.ts';

const writers: Readonly<Record<string, string>> = {
  'src/base/write.ts': 'every file that is written or removed goes through it',
  'src/foreign/process.ts':
    'the pipes to a driver, in a temporary folder that is gone before it runs; and the driver',
  'src/foreign/frames.ts': 'requests, into such a pipe',
  'src/run/farm/messages.ts': 'frames, into the pipe that an owner answers through',
  'src/run/farm/driver.ts': 'the program that places the owners of a farm',
  'src/cli/farm.ts': 'the same program, asked whether it can',
  'src/cli/watch.ts': 'the command itself, again and again',
  'src/foreign/build.ts': 'the build of a driver, as its core says',
  'src/system/look.ts': 'the process that says what a module exports',
  'src/spec/copies.ts':
    'folders with edited copies of the core, a temporary one where out/ is none: their age, and the oldest away',
};

/** What only looks. */
const readers = [
  ...[
    'existsSync',
    'fstatSync',
    'lstatSync',
    'readdirSync',
    'readFileSync',
    'readSync',
    'realpathSync',
    'statSync',
  ],
  // openSync may write as well; that it does not is asked below.
  ...['closeSync', 'openSync'],
];

const sources = [...filesIn('src', '.ts'), ...filesIn('src', '.tsx'), ...filesIn('invariants', '.ts')];

/** Of each import from Node's file system: what it is called there. */
function taken(path: string): string[] {
  const text = withoutComments(read(path));
  const imports = [...text.matchAll(/import\s+([^;]*?)\s+from\s+'(?:node:)?fs(\/promises)?'/g)];
  return imports.flatMap(([whole, names = '']) => {
    const inner = /^\{([\s\S]*)\}$/.exec(names)?.[1];
    if (inner === undefined || whole.includes('/promises')) return [names];
    return inner
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => name.split(' ')[0]);
  });
}

/** How files may be written without such an import: an opened file, a module that is asked for at run time, another program. */
const ways = [
  /\bopenSync\((?![^()]*(?:\([^()]*\)[^()]*)*, 'r'\))/,
  /\b(?:require|import|getBuiltinModule)\(\s*['"](?:node:)?(?:fs|child_process)/,
  /from '(?:node:)?child_process'/,
  /\bwriteHeapSnapshot\b|\breport\.writeReport\b/,
];
const isWay = (path: string): boolean => ways.some((way) => way.test(withoutComments(read(path))));

describe('files are written', () => {
  it('by those who are known for it', () => {
    const wrong = sources
      .filter((path) => !(path in writers))
      .flatMap((path) => taken(path).map((name) => ({ path, name })))
      .filter(({ name }) => !readers.includes(name))
      .map(
        ({ path, name }) =>
          `${path} imports ${name}: write through src/base/write.ts, or enter it (${here}).`,
      );
    expect(wrong).toEqual([]);
  });

  it('by nobody in another way: an opened file, a module that is asked for at run time, another program', () => {
    const wrong = sources
      .filter((path) => !(path in writers) && isWay(path))
      .map(
        (path) => `${path} opens files or programs: write through src/base/write.ts, or enter it (${here}).`,
      );
    expect(wrong).toEqual([]);
  });

  it('by everybody in the list', () => {
    const idle = Object.keys(writers).filter(
      (path) => taken(path).every((name) => readers.includes(name)) && !isWay(path),
    );
    expect(idle.map((path) => `${path} writes nothing: take it out (${here}).`)).toEqual([]);
  });
});

const here = 'test/house/writers.test.ts';
