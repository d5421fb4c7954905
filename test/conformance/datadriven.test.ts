import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDatadriven, runDatadriven } from './datadriven.ts';

test('comments and blank lines are skipped, input and output are told apart', () => {
  const text = `# a comment

  # another
first
one
 two

three
----
out
 in

second
----
`;
  expect(parseDatadriven(text, 'f').cases).toEqual([
    { cmd: 'first', args: [], input: 'one\n two\n\nthree', expected: 'out\n in\n', line: 4 },
    { cmd: 'second', args: [], input: '', expected: '', line: 13 },
  ]);
});

test.each([
  ['cmd', []],
  ['cmd flag', [['flag']]],
  ['cmd 1 ->2', [['1'], ['->2']]],
  [
    'cmd key=value other=',
    [
      ['key', 'value'],
      ['other', ''],
    ],
  ],
  ['cmd list=(a,b,  c d) x', [['list', 'a', 'b', 'c d'], ['x']]],
  ['cmd list=()', [['list', '']]],
  [
    'cmd nested=(a + (b, c), d) k=v',
    [
      ['nested', 'a + (b, c)', 'd'],
      ['k', 'v'],
    ],
  ],
])('%s has the arguments %j', (directive, args) => {
  const [parsed] = parseDatadriven(`${directive}\n----\n`, 'f').cases;
  expect(parsed.args.map(({ key, vals }) => [key, ...vals])).toEqual(args);
});

test('a backslash continues a directive on the next line', () => {
  const [parsed, next] = parseDatadriven(
    'cmd a \\\n  b=(1, \\\n 2)\ninput\n----\nok\n\nnext\n----\n',
    'f',
  ).cases;
  expect(parsed).toEqual({
    cmd: 'cmd',
    args: [
      { key: 'a', vals: [] },
      { key: 'b', vals: ['1', '2'] },
    ],
    input: 'input',
    expected: 'ok\n',
    line: 1,
  });
  expect(next.line).toBe(8);
});

test('output between two pairs of separators may have blank lines and single separators', () => {
  const text = 'cmd\n----\n----\none\n\n----\ntwo\n----\n----\n\nnext\n----\nok\n';
  const cases = parseDatadriven(text, 'f').cases;
  expect(cases.map(({ expected }) => expected)).toEqual(['one\n\n----\ntwo\n', 'ok\n']);
});

test('a subtest has neither input nor output', () => {
  const cases = parseDatadriven('subtest one\n\ncmd\n----\nok\n\nsubtest end\n', 'f').cases;
  expect(cases.map(({ cmd, input, expected }) => [cmd, input, expected])).toEqual([
    ['subtest', '', ''],
    ['cmd', '', 'ok\n'],
    ['subtest', '', ''],
  ]);
});

test.each([
  ['a list that does not close', 'cmd a=(b\n----\n', 'f:1: no closing parenthesis'],
  ['an argument without a name', '\ncmd =b\n----\n', 'f:2: no argument name at column 5'],
  [
    'a pair of separators that does not close',
    'cmd\n----\n----\nout\n',
    'f:1: the output has no closing pair',
  ],
  ['a line right after the closing pair', 'cmd\n----\n----\n----\n----\nx\n', 'f:1: no blank line after'],
])('%s is an error with its place', (_, text, message) => {
  expect(() => parseDatadriven(text, 'f')).toThrow(message);
});

test('a run stops at the first line that differs, and says where', () => {
  const folder = mkdtempSync(join(tmpdir(), 'datadriven-'));
  try {
    const file = join(folder, 'echo.txt');
    writeFileSync(file, 'echo\na\nb\n----\na\nb\n\necho\nc\nd\n----\nc\nD\n\necho\ne\n----\nE\n');
    expect(runDatadriven(file, ({ input }) => input)).toEqual({
      cmd: 'echo',
      at: `${file}:8`,
      expected: 'D',
      got: 'd',
    });
    writeFileSync(file, 'echo\na\n----\na\nb\n');
    expect(runDatadriven(file, ({ input }) => input)).toMatchObject({ expected: 'b', got: null });
    writeFileSync(file, 'echo\na\n----\na\n');
    expect(runDatadriven(file, ({ input }) => `${input}\n`)).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
