import { describe, expect, it } from 'vitest';
import type { Case, Ran } from './case.ts';
import { faultsOf } from './rules/rules.ts';

const call: Case = { kind: 'test', argv: ['raft'], env: {}, files: {} };
const untouched = { added: [], spoilt: [] };
const held: Ran = { status: 0, stdout: 'raftcheck: OK 20 properties held · 3 states\n', stderr: '' };
const refused: Ran = {
  status: 2,
  stdout: '',
  stderr: "raftcheck: x.yaml:1:3: unknown key 'a'\n  found     1\n  hint      did you mean 'b'?\n",
};

function broken(ran: Partial<Ran>, one: Partial<Case> = {}, changes = untouched): string[] {
  return faultsOf({ ...call, ...one }, { ...held, ...ran }, changes).map(({ rule }) => rule);
}

describe('the rules of the fuzzer', () => {
  it('have nothing against a verdict, or against one clear message', () => {
    expect(broken(held)).toEqual([]);
    expect(broken(refused)).toEqual([]);
    const pointed = 'raftcheck: x.yaml:1:3: `?` means nothing here\n  found     a ? b\n              ^\n';
    expect(broken({ ...refused, stderr: pointed })).toEqual([]);
    expect(broken({ stdout: '{"verdict": "ok"}' }, { argv: ['raft', '--json'] })).toEqual([]);
  });

  it.each<[string, Partial<Ran>, Partial<Case>]>([
    ['the status is one of 0 to 4', { status: 70, stdout: '' }, {}],
    ['the status is one of 0 to 4', { status: null, stdout: '' }, {}],
    ['no words of the machinery are shown', { stderr: 'raftcheck: internal error\n' }, {}],
    ['no words of the machinery are shown', { stderr: 'Error: x\n    at f (file:///a.js:1:2)\n' }, {}],
    [
      'no words of the machinery are shown',
      { ...refused, stderr: 'raftcheck: a\n  expected  Invalid input: expected object, received string\n' },
      {},
    ],
    [
      'no words of the machinery are shown',
      { stdout: 'Cannot read properties of undefined\nraftcheck: OK x\n' },
      {},
    ],
    ['status 2 comes with one clear message', { ...refused, stderr: '' }, {}],
    ['status 2 comes with one clear message', { ...refused, stderr: refused.stderr.repeat(2) }, {}],
    ['status 2 comes with one clear message', { ...refused, stderr: "raftcheck: no 'two\nlines'\n" }, {}],
    ['a message is short', { ...refused, stderr: `raftcheck: ${'long '.repeat(1000)}x\n` }, {}],
    ['no control characters are shown', { stdout: 'a\u001b[31m red\nraftcheck: OK x\n' }, {}],
    ['no control characters are shown', { stdout: 'a\rb\nraftcheck: OK x\n' }, { argv: ['--color'] }],
    ['the status is that of the verdict', { status: 1 }, {}],
    ['the status is that of the verdict', { status: 0, stdout: '{"verdict": "violation"}' }, {}],
    ['replay judges what a trace says', { stdout: 'raftcheck: REPLAYED x\n' }, { untrue: true }],
    ['every answer is said', { status: 3, stdout: 'nothing much\n' }, {}],
    ['every answer is said', { stdout: '' }, {}],
    ['JSON can be parsed', { stdout: '{"verdict": "ok"' }, { argv: ['raft', '--json'] }],
    ['each line of NDJSON can be parsed', { stdout: '{}\n{' }, { argv: ['ci', '--reporter', 'ndjson'] }],
    ['XML can be parsed', { stdout: '<a>' }, { argv: ['ci', '--reporter', 'junit'] }],
    ['nothing gives commands to a CI', { stdout: '::stop-commands::x\nraftcheck: OK x\n' }, {}],
  ])('find that %s is not kept: %j', (rule, ran, one) => {
    expect(broken(ran, one)).toContain(rule);
  });
});

describe('what the rules leave', () => {
  it('is what is said on the way, and a gate that was interrupted as one of its shards', () => {
    const progress = '[1/2] specs/election.yaml: depth 3 · 1,024 distinct · 2,000 generated · 10/s\n';
    expect(broken({ ...refused, stderr: progress + refused.stderr })).toEqual([]);
    const stdout = 'raftcheck: INCOMPLETE 1 of 3 not finished, interrupted · 617 states\n';
    const merged = {
      argv: ['merge', 'one.json'],
      files: { 'one.json': Buffer.from('{"interrupted": true}') },
    };
    expect(broken({ status: 130, stdout }, merged)).toEqual([]);
    expect(broken({ status: 130, stdout }, { argv: ['merge', 'one.json'] })).toEqual([
      'the status is one of 0 to 4',
    ]);
  });

  it('is what an edited core has panicked with', () => {
    const stdout =
      'core-panic is broken:\n  n2 panicked: ReferenceError: x is not defined\nraftcheck: VIOLATED x\n';
    expect(broken({ status: 1, stdout })).toEqual([]);
    expect(broken({ status: 1, stdout: stdout.replace('n2 panicked: ', '') })).toEqual([
      'no words of the machinery are shown',
    ]);
  });

  it('is colours where they were asked for', () => {
    const stdout = 'raftcheck: \u001b[32mOK\u001b[39m 20 properties held\n';
    expect(broken({ stdout }, { argv: ['--color'] })).toEqual([]);
    expect(broken({ stdout })).toEqual(['no control characters are shown']);
  });
});

describe('the rules about files', () => {
  it('find files that changed, and new ones where none was asked for', () => {
    const project = 'above/further/project';
    const change = (spoilt: string[], added: string[], argv: string[] = []) =>
      broken(held, { argv }, { spoilt, added } as typeof untouched);
    expect(change([`${project}/precious.txt`], [])).toEqual(['what was there is left alone']);
    expect(change(['above/outside'], [], ['--reporter=json=above/outside'])).toEqual([
      'what was there is left alone',
    ]);
    expect(change([`${project}/report.json`], [], ['--reporter=json=report.json'])).toEqual([]);
    expect(change([`${project}/specs/election.yaml`], [])).toEqual(['what was there is left alone']);
    expect(change([`${project}/specs/election.yaml`], [], ['ci', '--update'])).toEqual([]);
    expect(change([], [`${project}/trash`])).toEqual(['nothing new comes outside of out/']);
    expect(change([], ['above/trash'])).toEqual(['nothing new comes outside of out/']);
    expect(change([], [`${project}/out/trace.json`])).toEqual([]);
    expect(change([], [`${project}/else/trace.json`], ['--out', 'else'])).toEqual([]);
  });
});
