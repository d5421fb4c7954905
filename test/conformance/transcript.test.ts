/** The judge of the transcripts is judged here, with handlers that say what the test wants. */
import { expect, test } from 'vitest';
import { parseDatadriven } from './datadriven.ts';
import { type Divergence, runTranscript } from './transcript.ts';

/** Runs `text` with a handler that gives the outputs one after the other. */
function judge(text: string, ...outputs: string[]): Divergence | null {
  const rest = [...outputs];
  return runTranscript('t.txt', text, parseDatadriven(text, 't.txt').cases, () => rest.shift() ?? 'too many');
}

test('equal outputs agree, with or without a newline at the end', () => {
  expect(judge('a\n----\none\ntwo\n', 'one\ntwo\n')).toBeNull();
  expect(judge('a\n----\none\n\nb\n----\ntwo\n', 'one', 'two')).toBeNull();
});

test('the first line that differs is named with its place in the file', () => {
  const text = '# comment\n\na\ninput\n----\none\ntwo\n\nb\n----\nthree\n';
  expect(judge(text, 'one\nTWO\n', 'three\n')).toEqual({
    file: 't.txt',
    line: 7,
    expected: 'two',
    got: 'TWO',
  });
  expect(judge(text, 'one\ntwo\n', '3\n')).toEqual({ file: 't.txt', line: 11, expected: 'three', got: '3' });
});

test('an output that ends too early or too late differs at its end', () => {
  expect(judge('a\n----\none\ntwo\n', 'one\n')).toEqual({
    file: 't.txt',
    line: 4,
    expected: 'two',
    got: null,
  });
  expect(judge('a\n----\none\n', 'one\ntwo\n')).toEqual({
    file: 't.txt',
    line: 4,
    expected: null,
    got: 'two',
  });
});

test('log lines of every level are left out, indented or not, and keep their place in the count of lines', () => {
  const text = 'a\n----\nDEBUG a\n  INFO b\none\nWARN c\nERROR d\nFATAL e\ntwo\n';
  expect(judge(text, 'one\ntwo\n')).toBeNull();
  expect(judge(text, 'one\n2\n')).toEqual({ file: 't.txt', line: 9, expected: 'two', got: '2' });
});

test('what is logged on the open line of an empty Ready is left out too', () => {
  expect(judge('a\n----\n<empty Ready>INFO a\n', '<empty Ready>')).toBeNull();
  expect(judge('a\n----\n  <empty Ready>INFO a\nINFO b\n', '  <empty Ready>\n')).toBeNull();
  expect(judge('a\n----\n<empty Ready>\n', 'INFO a\n')?.got).toBe('INFO a');
});

test('a line that only begins like a log line is compared', () => {
  expect(judge('a\n----\nINFORMED\n', '')).toEqual({
    file: 't.txt',
    line: 3,
    expected: 'INFORMED',
    got: 'ok',
  });
});

test('nothing written is what ok stands for', () => {
  expect(judge('a\n----\nok\n', '')).toBeNull();
  expect(judge('a\n----\none\n', '')).toEqual({ file: 't.txt', line: 3, expected: 'one', got: 'ok' });
  expect(judge('a\n----\nok\n', 'one\n')).toEqual({ file: 't.txt', line: 3, expected: 'ok', got: 'one' });
});

test('nothing written agrees with log lines alone, and something written does not', () => {
  expect(judge('a\n----\nINFO a\nINFO b\n', '')).toBeNull();
  expect(judge('a\n----\nINFO a\n', 'one\n')).toEqual({ file: 't.txt', line: 3, expected: null, got: 'one' });
});

test('ok beside log lines contradicts itself: the library writes ok where it logged nothing', () => {
  expect(judge('a\n----\nINFO a\nok\n', '')).toEqual({ file: 't.txt', line: 4, expected: 'ok', got: null });
});

test('output with blank lines is compared between its pairs of separators', () => {
  const text = 'a\n----\n----\none\n\ntwo\n----\n----\n\nb\n----\nthree\n';
  expect(judge(text, 'one\n\ntwo\n', 'three\n')).toBeNull();
  expect(judge(text, 'one\n\n2\n')).toEqual({ file: 't.txt', line: 6, expected: 'two', got: '2' });
});

test('a command that throws diverges, with the error as its output', () => {
  const text = 'a\n----\nok\n';
  const divergence = runTranscript('t.txt', text, parseDatadriven(text, 't.txt').cases, () => {
    throw new RangeError('no such node');
  });
  expect(divergence).toEqual({ file: 't.txt', line: 3, expected: 'ok', got: 'RangeError: no such node' });
});

test('a subtest is not run', () => {
  expect(judge('subtest part\n\na\n----\none\n\nsubtest end\n', 'one\n')).toBeNull();
});
