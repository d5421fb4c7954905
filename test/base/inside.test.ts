import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileWord, isStraight, landing, leadsInto, mustLeadInto } from '../../src/base/inside.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'inside-')));
  mkdirSync(join(root, 'project/out'), { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'project/file'), '');
  symlinkSync('../elsewhere', join(root, 'project/away'));
  symlinkSync('out', join(root, 'project/near'));
  symlinkSync('../nowhere', join(root, 'project/lost'));
  symlinkSync('round', join(root, 'project/round'));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (path: string): string => join(root, 'project', path);

describe('where a path leads', () => {
  it.each([
    ['out', true],
    ['out/new/deep.json', true],
    ['.', true],
    ['..out', true],
    ['near/new.json', true],
    ['away/../out', true],
    ['file/below', true],
    ['..', false],
    ['../project-2', false],
    ['away', false],
    ['away/new.json', false],
    ['near/../../elsewhere', false],
    ['lost', false],
    ['lost/new.json', false],
    ['round/x', false],
  ])('follows links, as far as it exists: %s stays in the folder: %s', (path, stays) => {
    expect(leadsInto(`${root}/project`, at(path))).toBe(stays);
  });

  it('is the real place of what exists, with what does not below it', () => {
    expect(landing(at('away/new/x'))).toBe(join(root, 'elsewhere/new/x'));
    expect(landing(at('lost/x'))).toBe(null);
    expect(landing('/')).toBe('/');
  });

  it('is straight where no link stands between a folder and it; what stands above does not matter', () => {
    const found = ['out/x', 'near', 'near/x', 'away'].map((path) => isStraight(at('.'), at(path)));
    expect(found).toEqual([true, false, false, false]);
    expect(isStraight(at('near'), at('near/x'))).toBe(true);
  });

  it('is told where it is out of a folder', () => {
    expect(() => mustLeadInto(at('out'), at('out/x'))).not.toThrow();
    expect(() => mustLeadInto(at('out'), at('away/x'))).toThrow(
      `away/x: leads out of the folder that it belongs to\n  found     ${root}/elsewhere/x\n  expected  a place in ${root}/project/out`,
    );
    expect(() => mustLeadInto(at('out'), at('lost'))).toThrow('found     a link that leads nowhere');
  });
});

it('a name in the name of a file is no path', () => {
  expect(['raft', '../../x', 'a/b\\c', '..', 'a\nb'].map(fileWord)).toEqual([
    'raft',
    '-x',
    'a-b-c',
    '-',
    'a-b',
  ]);
});
