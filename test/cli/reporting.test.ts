import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { chooseReporters, openReporting } from '../../src/cli/reporting.ts';
import { temporaryFolder } from '../e2e/raftcheck.ts';
import { gateOf, held } from '../report/gates.ts';
import { listener } from './listener.ts';

const chosen = (args: Record<string, unknown>, env: Record<string, string> = {}): string[] =>
  chooseReporters(args, env).map(({ name, file }) => `${name} > ${file ?? 'stdout'}`);

describe('reporters', () => {
  it.each([
    ['text for people when nothing is said', {}, {}, ['default > stdout']],
    [
      'text beside files',
      { reporter: ['junit=a.xml', 'sarif=b.sarif'] },
      {},
      ['default > stdout', 'junit > a.xml', 'sarif > b.sarif'],
    ],
    ['one document on stdout', { reporter: ['ndjson'] }, {}, ['ndjson > stdout']],
    [
      'files named apart',
      { reporter: ['junit'], 'output-file': ['junit=a.xml'] },
      {},
      ['default > stdout', 'junit > a.xml'],
    ],
    [
      'the file of the only one',
      { reporter: ['junit'], 'output-file': ['a.xml'] },
      {},
      ['default > stdout', 'junit > a.xml'],
    ],
    [
      'files that name their reporters, beside what comes by itself',
      { 'output-file': ['markdown=a.md', 'junit=a.xml'] },
      { GITHUB_ACTIONS: 'true' },
      ['default > stdout', 'markdown > a.md', 'junit > a.xml', 'github > stdout'],
    ],
    [
      'annotations in a file beside a document',
      { json: true, reporter: ['github=a.txt'] },
      {},
      ['json > stdout', 'github > a.txt'],
    ],
    [
      '--json as the document on stdout',
      { json: true, reporter: ['junit=a.xml'] },
      {},
      ['json > stdout', 'junit > a.xml'],
    ],
    [
      'annotations that come by themselves',
      {},
      { GITHUB_ACTIONS: 'true' },
      ['default > stdout', 'github > stdout'],
    ],
    ['no annotations among JSON', { json: true }, { GITHUB_ACTIONS: 'true' }, ['json > stdout']],
    [
      'no annotations unasked where reporters are named',
      { reporter: ['markdown=a.md'] },
      { GITHUB_ACTIONS: 'true' },
      ['default > stdout', 'markdown > a.md'],
    ],
    [
      'what a variable says',
      {},
      { RAFTCHECK_REPORTER: 'default junit=a.xml' },
      ['default > stdout', 'junit > a.xml'],
    ],
  ])('are %s', (_, args, env, expected) => {
    expect(chosen(args, env as Record<string, string>)).toEqual(expected);
  });

  it.each([
    [{ reporter: ['jnit=a.xml'] }, "there is no reporter named 'jnit'"],
    [{ reporter: ['json', 'junit'] }, 'two reporters write to stdout'],
    [{ reporter: ['json', 'junit'], 'output-file': ['a'] }, 'which reporter writes there?'],
    [{ 'output-file': ['a'] }, 'which reporter writes there?'],
    [{ reporter: ['json', 'github'] }, 'two reporters write to stdout'],
    [{ json: true, reporter: ['github'] }, 'two reporters write to stdout'],
    [{ reporter: ['json=a', 'junit=./a'] }, 'two reporters write to a'],
    [{ reporter: ['junit=a'], 'output-file': ['junit=b'] }, 'junit is given two files'],
    [{ reporter: ['junit=a'], 'output-file': ['b'] }, 'junit is given two files'],
    [{ reporter: ['junit'], 'output-file': ['a', 'b'] }, 'junit is given two files'],
    [{ 'output-file': ['junit=a', 'junit=b'] }, 'junit is given two files'],
    [{ reporter: ['junit='] }, "'junit=' names no file"],
  ])('are refused: %j', (args, message) => {
    expect(() => chosen(args)).toThrow(UserError);
    expect(() => chosen(args)).toThrow(message);
  });
});

describe('the file of a reporter', () => {
  const configured = { reporters: [], outputFiles: ['junit=c.xml', 'markdown=c.md'] };
  const named = { reporters: ['default', 'junit=c.xml'], outputFiles: [] };
  const variables = { RAFTCHECK_REPORTER: 'default junit=v.xml' };

  it.each([
    ['of a flag', { reporter: ['junit=x.xml'] }, {}, configured, ['junit > x.xml', 'markdown > c.md']],
    [
      'of a flag of its own',
      { 'output-file': ['junit=x.xml'] },
      {},
      configured,
      ['junit > x.xml', 'markdown > c.md'],
    ],
    [
      'of two flags',
      { reporter: ['junit'], 'output-file': ['x.xml'] },
      {},
      configured,
      ['junit > x.xml', 'markdown > c.md'],
    ],
    [
      'over a reporter of the configuration',
      { 'output-file': ['junit=x.xml'] },
      {},
      named,
      ['junit > x.xml'],
    ],
    ['over a variable', { 'output-file': ['junit=x.xml'] }, variables, named, ['junit > x.xml']],
    [
      'of a reporter, over a variable of files',
      { reporter: ['junit=x.xml'] },
      { RAFTCHECK_OUTPUT_FILE: 'junit=v.xml' },
      named,
      ['junit > x.xml'],
    ],
    ['of a variable', {}, variables, configured, ['junit > v.xml', 'markdown > c.md']],
    ['of the configuration', { reporter: ['junit'] }, {}, configured, ['junit > c.xml', 'markdown > c.md']],
  ])('is the one that is said first: %s', (_, args, env, project, expected) => {
    const files = chooseReporters(args, env as Record<string, string>, project).filter(
      ({ file }) => file !== null,
    );
    expect(files.map(({ name, file }) => `${name} > ${file}`)).toEqual(expected);
  });

  it('is one in every place', () => {
    const twice = { reporters: ['junit=a.xml'], outputFiles: ['junit=b.xml'] };
    expect(() => chooseReporters({}, {}, twice)).toThrow('junit is given two files');
    expect(chooseReporters({ reporter: ['junit=x.xml'] }, {}, twice)[1]).toEqual({
      name: 'junit',
      file: 'x.xml',
    });
  });
});

it('a reporter knows how wide the terminal is, if it writes to one', () => {
  const told = (outIsTTY: boolean): string[] => {
    const { terminal, said } = listener();
    const file = join(temporaryFolder(), 'a.txt');
    const text = (_: unknown, width: number): string => `${width}`;
    const on = { ...terminal, outIsTTY, columns: 70 };
    openReporting({ reporter: ['default', `default=${file}`] }, on, { text, json: String }).end(gateOf(held));
    return [said(), readFileSync(file, 'utf8')];
  };
  expect(told(true)).toEqual(['70', 'Infinity']);
  expect(told(false)).toEqual(['Infinity', 'Infinity']);
});

it('what ends is shown at once on a terminal, and nowhere else', () => {
  const told = (outIsTTY: boolean): string[] => {
    const { terminal, said } = listener();
    const file = join(temporaryFolder(), 'a.txt');
    const texts = { text: () => 'all', json: String, live: { begin: () => 'head ', entry: () => 'row ' } };
    const on = { ...terminal, outIsTTY, columns: 70 };
    const reporting = openReporting({ reporter: ['default', `default=${file}`] }, on, texts);
    reporting.begin({ version: '1', count: 1 });
    reporting.entry(held);
    const soon = said();
    reporting.end(gateOf(held));
    return [soon, said(), readFileSync(file, 'utf8')];
  };
  expect(told(true)).toEqual(['head row ', 'head row all', 'all']);
  expect(told(false)).toEqual(['', 'all', 'all']);
});
