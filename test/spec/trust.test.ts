/** Whose edits may be run: those of the package and of the project that the user is in, and what the user has allowed. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { packageSpecs, readSpec } from '../../src/spec/load.ts';
import type { Bug } from '../../src/spec/spec.ts';
import { type FoundBug, type Trust, TrustedBug } from '../../src/spec/trust.ts';

const edit = { file: 'src/raft/step.ts', find: 'one', replace: 'two' };
const foreign: Bug = { row: 'X', source: 'a stranger', edits: [edit, { ...edit, file: 'src/raft/raft.ts' }] };
const doubleVote = readSpec(join(packageSpecs(), 'bugs/double-vote.yaml')).spec.bug!;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftcheck-trust-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(path: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

function found(file: string, bug = foreign, kind: FoundBug['kind'] = 'spec'): FoundBug {
  return { bug, file, kind, where: `${file}:3:1` };
}

/** What becomes of a bug: run as one's own, run as a stranger's, or refused. */
function judged(one: FoundBug, said: Partial<Trust> = {}): 'own' | 'foreign' | 'refused' {
  const user = { told: false, folder, folders: () => [], home: '/home/me/trust.yaml', ...said };
  try {
    return TrustedBug.trust(one, user).foreign ? 'foreign' : 'own';
  } catch (error) {
    if (error instanceof UserError) return 'refused';
    throw error;
  }
}

describe('edits that run unasked', () => {
  it('are those of the specs that come with the package', () => {
    const file = join(packageSpecs(), 'bugs/double-vote.yaml');
    expect(judged(found(file, foreign))).toBe('own');
  });

  it('are those that equal one of theirs, in a trace or a spec anywhere', () => {
    expect(judged(found(written('trace.json'), doubleVote, 'trace'))).toBe('own');
    expect(judged(found(written('other.yaml'), { ...doubleVote, row: 'Z' }))).toBe('own');
  });

  it('are those of specs/ in the current folder', () => {
    expect(judged(found(written('specs/mine.yaml')))).toBe('own');
    expect(judged(found(written('specs/bugs/mine.yaml')))).toBe('own');
  });

  it('are none that differ from them in a letter, or in number', () => {
    const [one] = doubleVote.edits;
    const trace = written('trace.json');
    for (const edits of [
      [{ ...one, replace: 'true ' }],
      [{ ...one, file: 'src/raft/step.js' }],
      [one, edit],
      [one, one],
    ])
      expect(judged(found(trace, { ...doubleVote, edits }, 'trace'))).toBe('refused');
  });

  it('are none of a trace, wherever it lies: it may have come from anywhere', () => {
    expect(judged(found(written('specs/trace.json'), foreign, 'trace'))).toBe('refused');
    expect(judged(found(written('out/trace.json'), foreign, 'trace'))).toBe('refused');
  });

  it('are none of a spec elsewhere, nor of one that a link in specs/ leads to', () => {
    const elsewhere = written('vendor/specs/theirs.yaml');
    mkdirSync(join(folder, 'specs'));
    symlinkSync(elsewhere, join(folder, 'specs/theirs.yaml'));
    symlinkSync(dirname(elsewhere), join(folder, 'specs/more'));
    for (const file of ['vendor/specs/theirs.yaml', 'specs/theirs.yaml', 'specs/more/theirs.yaml'])
      expect(judged(found(join(folder, file)))).toBe('refused');
  });

  it('are none where specs/ is itself a link', () => {
    written('vendor/theirs.yaml');
    symlinkSync(join(folder, 'vendor'), join(folder, 'specs'));
    expect(judged(found(join(folder, 'specs/theirs.yaml')))).toBe('refused');
  });
});

describe('edits of others', () => {
  it('run when the user says so of this run', () => {
    expect(judged(found(written('theirs.yaml')), { told: true })).toBe('foreign');
    expect(judged(found(written('theirs.json'), foreign, 'trace'), { told: true })).toBe('foreign');
  });

  it('run in a folder that the user has named, and not beside it', () => {
    const folders = () => [join(folder, 'good'), join(folder, 'gone')];
    expect(judged(found(written('good/deep/theirs.yaml')), { folders })).toBe('foreign');
    expect(judged(found(written('good/trace.json'), foreign, 'trace'), { folders })).toBe('foreign');
    for (const path of ['good.yaml', 'good-too/x.yaml', 'bad/good/x.yaml'])
      expect(judged(found(written(path)), { folders })).toBe('refused');
  });

  it('are judged by where a file really lies', () => {
    const folders = () => [join(folder, 'link')];
    symlinkSync(join(folder, 'good'), join(folder, 'link'));
    const [inside, outside] = [written('good/x.yaml'), written('bad/y.yaml')];
    symlinkSync(outside, join(folder, 'good/y.yaml'));
    symlinkSync(inside, join(folder, 'bad/x.yaml'));
    expect(judged(found(join(folder, 'good/y.yaml')), { folders })).toBe('refused');
    expect(judged(found(join(folder, 'good/../bad/y.yaml')), { folders })).toBe('refused');
    expect(judged(found(join(folder, 'bad/x.yaml')), { folders })).toBe('foreign');
    expect(judged(found(inside), { folders })).toBe('foreign');
  });

  it('are refused with the files that they edit, and how to allow them', () => {
    const file = written('theirs.yaml');
    const user = { told: false, folder, folders: () => [], home: '/home/me/trust.yaml' };
    for (const words of [
      `${file}:3:1: holds code, which runs only when you say --trust`,
      '2 edits of src/raft/step.ts, src/raft/raft.ts',
      'expected  once you have read it, the same command with --trust, or with RAFTCHECK_TRUST=true\n',
      `hint      for good: ${folder} among the \`folders\` of /home/me/trust.yaml`,
    ])
      expect(() => TrustedBug.trust(found(file), user)).toThrow(words);
    // A link is as good as where it leads.
    mkdirSync(join(folder, 'here'));
    symlinkSync(file, join(folder, 'here/link.yaml'));
    const linked = () => TrustedBug.trust(found(join(folder, 'here/link.yaml')), user);
    expect(linked).toThrow(`for good: ${folder} among`);
  });
});
