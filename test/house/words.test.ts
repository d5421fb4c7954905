/** What may not stand in any file: escapes from the compiler and the linter, notes of unfinished work, tests left out. */
import { describe, expect, it } from 'vitest';
import { codeFiles, filesIn, read, withoutComments, writtenFolders } from './sources.ts';

interface Rule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly fix: string;
  /** What the rule must see. */
  readonly samples: readonly string[];
}

const inText: readonly Rule[] = [
  {
    what: 'a note of unfinished work',
    pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    fix: 'finish it, or say in prose what is so and why',
    samples: ['// TODO: later', 'a HACK'],
  },
  {
    what: 'a compiler check switched off',
    pattern: /@ts-(?:ignore|expect-error|nocheck)/,
    fix: 'give the value its type',
    samples: ['// @ts-ignore', '// @ts-expect-error'],
  },
  {
    what: 'a linter check switched off',
    pattern: /biome-ignore|eslint-disable/,
    fix: 'do what the rule asks, or change the rule in biome.json for everyone',
    samples: ['// biome-ignore lint: no'],
  },
  {
    what: 'a merge conflict',
    pattern: /^(?:<{7}|>{7}) /m,
    fix: 'resolve it',
    samples: ['<<<<<<< ours'],
  },
];

const inCode: readonly Rule[] = [
  {
    what: 'the type any',
    pattern: /(?:[:<|,]|\bas)\s*any\s*(?:[;,)>=|\]{[]|$)/m,
    fix: 'use unknown and narrow it, or name the type',
    samples: [
      'let x: any;',
      'x as any)',
      'any[] | any',
      'Record<string, any>',
      '(x: any) => 1',
      'f(x as any, 1)',
    ],
  },
  {
    what: 'a test left out or singled out',
    pattern: /\b(?:it|test|describe)\.(?:only|skip|todo|fails)\b/,
    fix: 'run it, or delete it',
    samples: ["it.only('x'", "describe.skip('x'", "it.todo('x'"],
  },
  {
    what: 'a default export',
    pattern: /^export default\b/m,
    fix: 'give it a name',
    samples: ['export default 1;'],
  },
  {
    what: 'an enum or a namespace',
    pattern: /^(?:export )?(?:const )?(?:enum|namespace)\s/m,
    fix: 'use a union of string literals',
    samples: ['enum A {', 'export const enum A {'],
  },
  {
    what: 'a constant in capitals',
    pattern: /^(?:export )?const [A-Z][A-Z0-9_]+\b/m,
    fix: 'name it as every other value is, in camelCase',
    samples: ['const PAGE_BITS = 16;', 'export const STOP = 0;'],
  },
];

/**
 * The classes of the innermost loops. There `#name` was measured: the default spec with one worker took 4 % more processor time
 * (medians of nine runs in turn), so they say `private`.
 */
const innermost = [
  'src/arrays/chunked.ts',
  'src/arrays/growing.ts',
  'src/explore/intern.ts',
  'src/explore/links.ts',
  'src/explore/packed.ts',
  'src/explore/parallel/blocklinks.ts',
  'src/explore/rows.ts',
  'src/explore/slots.ts',
  'src/explore/statespace.ts',
  'src/explore/store.ts',
  'src/explore/table.ts',
];
const saidPrivate = /^\s+(?:static )?private (?!constructor\b)/m;
const namedPrivate = /^\s+(?:static |readonly )*#\w/m;

/** This file has to name what it forbids. */
const here = 'test/house/words.test.ts';
/** Vitest reads its configuration from there and nowhere else. */
const configuration = 'vitest.config.ts';

describe('the rules', () => {
  it.each([...inText, ...inCode])('see $what', ({ pattern, samples }) => {
    expect(samples.filter((sample) => !pattern.test(sample))).toEqual([]);
  });
});

describe('private members', () => {
  const wrong = (style: RegExp, chosen: (path: string) => boolean): string[] =>
    codeFiles().filter((path) => chosen(path) && style.test(withoutComments(read(path))));

  it('are named #like this', () => {
    expect(wrong(saidPrivate, (path) => path !== here && !innermost.includes(path))).toEqual([]);
  });

  it('of the innermost loops are said to be private', () => {
    expect(wrong(namedPrivate, (path) => innermost.includes(path))).toEqual([]);
    expect(innermost.filter((path) => !saidPrivate.test(read(path)))).toEqual([]);
  });
});

describe('no file', () => {
  const code = codeFiles().filter((path) => path !== here);
  const rest = ['', ...writtenFolders]
    .flatMap((folder) => filesIn(folder))
    .filter((path) => path !== 'package-lock.json' && path !== here);
  // A driver that was built stands among the examples, and is no text.
  const texts = rest.map((path) => ({ path, text: read(path) })).filter(({ text }) => !text.includes('\0'));
  const codes = code.map((path) => ({ path, text: withoutComments(read(path)) }));

  it.each(inText)('has $what', (rule) => {
    expect(broken(rule, texts)).toEqual([]);
  });

  it.each(inCode)('of code has $what', (rule) => {
    const exempt = (path: string): boolean => path === configuration && rule.what === 'a default export';
    expect(
      broken(
        rule,
        codes.filter(({ path }) => !exempt(path)),
      ),
    ).toEqual([]);
  });
});

function broken({ what, pattern, fix }: Rule, files: readonly { path: string; text: string }[]): string[] {
  return files.flatMap(({ path, text }) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`${path} has ${what} (${found[0].trim()}): ${fix}.`];
  });
}
