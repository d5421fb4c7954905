/** Files of answers: what is read is verified, what is not whole is said to be so and made anew, and nothing there ends a run. */
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AnswerFiles } from '../../src/run/answerfiles.ts';
import { coreKey } from '../../src/run/corekey.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { loadHasher } from '../../src/spec/hasher.ts';
import { temporaryFile, temporaryFolder } from '../e2e/raftcheck.ts';

const hasher = await loadHasher();

function filesIn(out: string, most?: number) {
  const remarks: string[] = [];
  const options = { out, core: null, hasher, remark: (text: string) => void remarks.push(text) };
  return { files: AnswerFiles.of(most === undefined ? options : { ...options, most })!, remarks };
}

/** Keeps one answer for a model; the file. */
function keep(out: string, model = defaultModel, answer = 'yes', most?: number): string {
  const { files } = filesIn(out, most);
  const before = namesIn(out);
  const table = files.table(model);
  table.add(Int32Array.of(table.text('asked')), [table.text(answer)]);
  files.keep([]);
  return join(out, 'cache', namesIn(out).find((name) => !before.includes(name)) ?? 'none');
}

const namesIn = (out: string): string[] =>
  existsSync(join(out, 'cache')) ? readdirSync(join(out, 'cache')) : [];

function rowsIn(
  out: string,
  model = defaultModel,
): { readonly rows: number; readonly remarks: readonly string[] } {
  const { files, remarks } = filesIn(out);
  return { rows: files.table(model).rows, remarks };
}

describe('a file of answers', () => {
  it('is for its model, and there in the next run', () => {
    const out = temporaryFolder();
    keep(out);
    expect(rowsIn(out)).toEqual({ rows: 1, remarks: [] });
    expect(rowsIn(out, { ...defaultModel, preVote: true })).toEqual({ rows: 0, remarks: [] });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, -1)],
    ['cut off', (bytes) => bytes.subarray(0, 30)],
    ['no file of answers', (bytes) => bytes.subarray(0, 10)],
    ['no file of answers', () => Buffer.alloc(0)],
    ['no file of answers', (bytes) => Buffer.from(`RCA9${bytes.toString('latin1', 4)}`, 'latin1')],
    ['damaged', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes[bytes.length - 1] ^ 1)])],
    [
      'damaged',
      (bytes) => Buffer.concat([bytes.subarray(0, 15), Buffer.of(bytes[15] ^ 1), bytes.subarray(16)]),
    ],
  ])('that is %s is not used, and made anew', (words, spoil) => {
    const out = temporaryFolder();
    const file = keep(out);
    writeFileSync(file, spoil(readFileSync(file)));
    const { files, remarks } = filesIn(out);
    const table = files.table(defaultModel);
    expect([table.rows, files.form]).toEqual([0, null]);
    expect(remarks.join()).toContain(words);
    table.add(Int32Array.of(table.text('asked')), [table.text('no')]);
    files.keep([]);
    expect(rowsIn(out)).toEqual({ rows: 1, remarks: [] });
  });

  it('of another model in its place is told', () => {
    const out = temporaryFolder();
    const file = keep(out);
    const other = keep(out, { ...defaultModel, preVote: true });
    writeFileSync(file, readFileSync(other));
    expect(rowsIn(out).remarks.join()).toContain('about another core or model');
  });

  it('goes where its core answers otherwise, and that is said', () => {
    const out = temporaryFolder();
    const file = keep(out);
    const { files, remarks } = filesIn(out);
    expect(files.discard('n1')).toBe(false);
    files.table(defaultModel);
    expect(files.discard('n1 in term 1, timeout')).toBe(true);
    expect(remarks.join()).toContain('n1 in term 1, timeout');
    expect([existsSync(file), files.table(defaultModel).rows]).toEqual([false, 0]);
  });

  it('makes room by those that nobody has used for longest', () => {
    const out = temporaryFolder();
    const first = keep(out);
    const most = 2.5 * statSync(first).size;
    const second = keep(out, { ...defaultModel, preVote: true }, 'yes', most);
    utimesSync(first, 1000, 1000);
    utimesSync(second, 2000, 2000);
    // A run that learns nothing has used its file.
    const { files } = filesIn(out);
    files.table(defaultModel);
    files.keep([]);
    const third = keep(out, { ...defaultModel, checkQuorum: true }, 'yes', most);
    expect([first, second, third].map(existsSync)).toEqual([true, false, true]);
    // One that is larger than all the room is not written.
    expect(keep(temporaryFolder(), defaultModel, 'a'.repeat(most), most)).toMatch(/none$/);
  });

  it('is not written where nothing can be, and not outside', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'out'), '');
    expect(keep(join(folder, 'out', 'below'))).toMatch(/none$/);
    const [out, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(out, 'cache'));
    const options = { out, core: null, hasher, remark: () => {} };
    expect(AnswerFiles.of(options)).toBe(null);
  });
});

describe('what answers follow from', () => {
  const command = { where: 'a test', deadline: 1, title: 'x', name: null, version: null, moduleHash: null };
  const program = (text: string) => {
    const file = temporaryFile('driver', text);
    chmodSync(file, 0o755);
    return { ...command, folder: join(file, '..'), run: ['./driver'] };
  };
  const module = (text: string) => {
    const file = temporaryFile('core.mjs', text);
    return { ...command, folder: '/', run: ['node', file], moduleHash: 'of its files' };
  };

  it('is its bytes, of a program', () => {
    const [one, other] = ['\x7fELF 1', '\x7fELF 2'].map((text) => coreKey(program(text)));
    expect([one === null, one === other, one === coreKey(program('\x7fELF 1'))]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('nobody knows of what reads something else', () => {
    expect(coreKey(program('#!/bin/sh'))).toBe(null);
    const given = program('\x7fELF 1');
    expect(coreKey({ ...given, run: ['./driver', './driver'] })).toBe(null);
    expect(coreKey({ ...given, run: ['driver'] })).toBe(null);
    expect(coreKey(module("import { raft } from 'raftcheck';"))).toContain('of its files');
    expect(coreKey(module("import { raft } from 'raftcheck'; import x from 'other';"))).toBe(null);
    expect(coreKey(module("import { readFileSync } from 'node:fs';"))).toBe(null);
  });
});
